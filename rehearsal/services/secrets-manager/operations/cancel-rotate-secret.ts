import type { CancelRotateSecretCommandInput, CancelRotateSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const cancelRotateSecret =
  ({ rotations }: SecretsManagerDependencies): Handler<CancelRotateSecretCommandInput, CancelRotateSecretResponse> =>
  (input, { scope }) => {
    const { secret, versionId } = rotations.cancel(scope, required(input.SecretId, 'SecretId'));
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
  };
