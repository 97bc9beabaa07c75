import type { BatchGetProjectsCommandInput, BatchGetProjectsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireProject } from '../mapping.ts';
import { required } from '../required.ts';

export const batchGetProjects =
  ({ builds }: CodebuildDependencies): Handler<BatchGetProjectsCommandInput, BatchGetProjectsOutput> =>
  (input, { scope }) => {
    const names = required(input.names, 'names');
    const found = names.flatMap((name) => builds.projects.find(scope, name) ?? []);
    return {
      projects: found.map(wireProject),
      projectsNotFound: names.filter((name) => !builds.projects.find(scope, name)),
    };
  };
