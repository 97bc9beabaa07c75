import type { DescribeSecretCommandInput, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required, wireDescription } from '../mapping.ts';

export const describeSecret =
  ({ secrets }: SecretsManagerDependencies): Handler<DescribeSecretCommandInput, DescribeSecretResponse> =>
  (input, { scope }) =>
    wireDescription(secrets.find(scope, required(input.SecretId, 'SecretId')));
