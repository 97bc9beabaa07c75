import type { ListSecretsCommandInput, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { matches } from '../filters.ts';
import { page, refuseMembers, wireEntry } from '../mapping.ts';

export const listSecrets =
  ({ secrets }: SecretsManagerDependencies): Handler<ListSecretsCommandInput, ListSecretsResponse> =>
  (input, { scope }) => {
    refuseMembers(input, ['SortBy', 'SortOrder']);
    const matching = secrets
      .list(scope)
      .filter((secret) => input.IncludePlannedDeletion || !secret.deletion)
      .filter((secret) => matches(secret, input.Filters ?? []));
    const { items, nextToken } = page(matching, input.NextToken, input.MaxResults);
    return { SecretList: items.map(wireEntry), NextToken: nextToken };
  };
