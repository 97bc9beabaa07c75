import type { ListSecretVersionIdsCommandInput, ListSecretVersionIdsResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { page, required, wireVersions } from '../mapping.ts';

export const listSecretVersionIds =
  ({ secrets }: SecretsManagerDependencies): Handler<ListSecretVersionIdsCommandInput, ListSecretVersionIdsResponse> =>
  (input, { scope }) => {
    const secret = secrets.find(scope, required(input.SecretId, 'SecretId'));
    const versions = wireVersions(secret, input.IncludeDeprecated ?? false);
    const { items, nextToken } = page(versions, input.NextToken, input.MaxResults);
    return { ARN: secret.arn, Name: secret.name, Versions: items, NextToken: nextToken };
  };
