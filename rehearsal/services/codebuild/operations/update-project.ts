import type { UpdateProjectCommandInput, UpdateProjectOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireProject } from '../mapping.ts';
import { readProject } from '../read-project.ts';
import { required } from '../required.ts';

export const updateProject =
  ({ builds }: CodebuildDependencies): Handler<UpdateProjectCommandInput, UpdateProjectOutput> =>
  (input, { scope }) => ({
    project: wireProject(builds.projects.update(scope, required(input.name, 'name'), readProject(input))),
  });
