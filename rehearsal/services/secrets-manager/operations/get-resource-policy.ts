import type { GetResourcePolicyCommandInput, GetResourcePolicyResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const getResourcePolicy =
  ({ secrets }: SecretsManagerDependencies): Handler<GetResourcePolicyCommandInput, GetResourcePolicyResponse> =>
  (input, { scope }) => {
    const { arn, name, policy } = secrets.get(scope, required(input.SecretId, 'SecretId'));
    return { ARN: arn, Name: name, ResourcePolicy: policy };
  };
