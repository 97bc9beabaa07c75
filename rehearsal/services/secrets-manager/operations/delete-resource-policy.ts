import type { DeleteResourcePolicyCommandInput, DeleteResourcePolicyResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const deleteResourcePolicy =
  ({ secrets }: SecretsManagerDependencies): Handler<DeleteResourcePolicyCommandInput, DeleteResourcePolicyResponse> =>
  (input, { scope }) => {
    const { arn, name } = secrets.setPolicy(scope, required(input.SecretId, 'SecretId'), undefined);
    return { ARN: arn, Name: name };
  };
