import type { RotateSecretCommandInput, RotateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { invalidParameter } from '../../../runtime/secrets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { refuseMembers, required, rulesOf, token } from '../mapping.ts';

export const rotateSecret =
  ({ rotations }: SecretsManagerDependencies): Handler<RotateSecretCommandInput, RotateSecretResponse> =>
  (input, { scope }) => {
    refuseMembers(input, ['ExternalSecretRotationMetadata', 'ExternalSecretRotationRoleArn']);
    const version = token(input.ClientRequestToken, invalidParameter);
    const { arn, name } = rotations.rotate(scope, required(input.SecretId, 'SecretId'), {
      token: version,
      functionArn: input.RotationLambdaARN,
      rules: rulesOf(input.RotationRules),
      immediately: input.RotateImmediately,
    });
    return { ARN: arn, Name: name, VersionId: version };
  };
