import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from '@aws-sdk/client-ecr';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryNamed } from '../mapping.ts';

export const listTagsForResource =
  ({
    repositories,
  }: EcrDependencies): Handler<ListTagsForResourceCommandInput, Omit<ListTagsForResourceCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { tags } = repositoryNamed(repositories, scope, input.resourceArn);
    return { tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  };
