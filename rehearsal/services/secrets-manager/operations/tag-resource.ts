import type { TagResourceCommandInput } from '@aws-sdk/client-secrets-manager';
import type { Handler } from '../../../wire/service-table.ts';
import type { SecretsManagerDependencies } from '../dependencies.ts';
import { required, tagsOf } from '../mapping.ts';

export const tagResource =
  ({ secrets }: SecretsManagerDependencies): Handler<TagResourceCommandInput, object> =>
  (input, { scope }) => {
    const secret = secrets.get(scope, required(input.SecretId, 'SecretId'));
    secret.tags = { ...secret.tags, ...tagsOf(required(input.Tags, 'Tags')) };
    return {};
  };
