import type { PutSecretValueCommandInput, PutSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { invalidRequest } from '../../../runtime/secrets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { contentOf, refuseManaged, required, token } from '../mapping.ts';

export const putSecretValue =
  ({ secrets }: SecretsManagerDependencies): Handler<PutSecretValueCommandInput, PutSecretValueResponse> =>
  (input, { scope }) => {
    const id = required(input.SecretId, 'SecretId');
    refuseManaged(secrets.get(scope, id));
    const content = contentOf(input.SecretString, input.SecretBinary);
    if (!content) throw invalidRequest('You must provide either SecretString or SecretBinary.');
    const stages = input.VersionStages;
    const { secret, version } = secrets.put(scope, id, { content, token: token(input.ClientRequestToken), stages });
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
  };
