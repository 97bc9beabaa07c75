import type { UntagResourceCommandInput } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const untagResource =
  ({ secrets }: SecretsManagerDependencies): Handler<UntagResourceCommandInput, object> =>
  (input, { scope }) => {
    const secret = secrets.get(scope, required(input.SecretId, 'SecretId'));
    const gone = new Set(required(input.TagKeys, 'TagKeys'));
    secret.tags = Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !gone.has(key)));
    return {};
  };
