import type { TagResourceCommandInput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import { withTags } from '../../../runtime/repositories/repository-tags.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryNamed } from '../mapping.ts';

export const tagResource =
  ({ repositories }: EcrDependencies): Handler<TagResourceCommandInput, object> =>
  (input, { scope }) => {
    const repository = repositoryNamed(repositories, scope, input.resourceArn);
    if (!input.tags) throw missing('tags');
    repository.tags = withTags(
      repository.tags,
      input.tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
    );
    return {};
  };
