import type { ListProjectsCommandInput, ListProjectsOutput } from '@aws-sdk/client-codebuild';
import type { Project } from '../../../runtime/builds/project.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';

/** Source: CodeBuild API, ListProjects: by NAME and ASCENDING when the request does not say. */
export const listProjects =
  ({ builds }: CodebuildDependencies): Handler<ListProjectsCommandInput, ListProjectsOutput> =>
  (input, { scope }) => {
    const ascending = builds.projects.list(scope).toSorted(COMPARE[input.sortBy ?? 'NAME']);
    const ordered = input.sortOrder === 'DESCENDING' ? ascending.toReversed() : ascending;
    const { items, nextToken } = page(ordered, input.nextToken);
    return { projects: items.map(({ name }) => name), nextToken };
  };

const COMPARE = {
  NAME: (a: Project, b: Project) => (a.name < b.name ? -1 : 1),
  CREATED_TIME: (a: Project, b: Project) => a.createdAt - b.createdAt,
  LAST_MODIFIED_TIME: (a: Project, b: Project) => a.modifiedAt - b.modifiedAt,
};
