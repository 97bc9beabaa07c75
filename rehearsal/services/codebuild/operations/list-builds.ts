import type { ListBuildsCommandInput, ListBuildsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { inOrder, page } from '../pages.ts';

export const listBuilds =
  ({ builds }: CodebuildDependencies): Handler<ListBuildsCommandInput, ListBuildsOutput> =>
  (input, { scope }) => {
    const { items, nextToken } = page(inOrder(builds.list(scope), input.sortOrder), input.nextToken);
    return { ids: items.map(({ id }) => id), nextToken };
  };
