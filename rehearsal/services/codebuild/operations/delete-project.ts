import type { DeleteProjectCommandInput, DeleteProjectOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const deleteProject =
  ({ builds }: CodebuildDependencies): Handler<DeleteProjectCommandInput, DeleteProjectOutput> =>
  async (input, { scope }) => {
    await builds.deleteProject(scope, required(input.name, 'name'));
    return {};
  };
