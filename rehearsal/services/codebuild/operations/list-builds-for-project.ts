import type { ListBuildsForProjectCommandInput, ListBuildsForProjectOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { inOrder, page } from '../pages.ts';
import { required } from '../required.ts';

/** Throws ResourceNotFoundException. */
export const listBuildsForProject =
  ({ builds }: CodebuildDependencies): Handler<ListBuildsForProjectCommandInput, ListBuildsForProjectOutput> =>
  (input, { scope }) => {
    const { name } = builds.projects.get(scope, required(input.projectName, 'projectName'));
    const own = builds.list(scope).filter(({ projectName }) => projectName === name);
    const { items, nextToken } = page(inOrder(own, input.sortOrder), input.nextToken);
    return { ids: items.map(({ id }) => id), nextToken };
  };
