import type { UntagResourceCommandInput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryNamed } from '../mapping.ts';

export const untagResource =
  ({ repositories }: EcrDependencies): Handler<UntagResourceCommandInput, object> =>
  (input, { scope }) => {
    const repository = repositoryNamed(repositories, scope, input.resourceArn);
    if (!input.tagKeys) throw missing('tagKeys');
    const removed = new Set(input.tagKeys);
    repository.tags = repository.tags.filter(({ key }) => !removed.has(key));
    return {};
  };
