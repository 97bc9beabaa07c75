import type { RestoreSecretCommandInput, RestoreSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const restoreSecret =
  ({ secrets }: SecretsManagerDependencies): Handler<RestoreSecretCommandInput, RestoreSecretResponse> =>
  (input, { scope }) => {
    const { arn, name } = secrets.restoreDeleted(scope, required(input.SecretId, 'SecretId'));
    return { ARN: arn, Name: name };
  };
