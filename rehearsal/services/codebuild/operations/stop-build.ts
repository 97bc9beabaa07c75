import type { StopBuildCommandInput, StopBuildOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireBuild } from '../mapping.ts';
import { required } from '../required.ts';

/** Answers when nothing of the build runs any more; CodeBuild may answer before. */
export const stopBuild =
  ({ builds }: CodebuildDependencies): Handler<StopBuildCommandInput, StopBuildOutput> =>
  async (input, { scope }) => ({ build: wireBuild(await builds.stop(scope, required(input.id, 'id'))) });
