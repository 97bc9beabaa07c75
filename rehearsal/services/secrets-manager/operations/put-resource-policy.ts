import type { PutResourcePolicyCommandInput, PutResourcePolicyResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const putResourcePolicy =
  ({ secrets }: SecretsManagerDependencies): Handler<PutResourcePolicyCommandInput, PutResourcePolicyResponse> =>
  (input, { scope }) => {
    const policy = required(input.ResourcePolicy, 'ResourcePolicy');
    const { arn, name } = secrets.setPolicy(scope, required(input.SecretId, 'SecretId'), policy);
    return { ARN: arn, Name: name };
  };
