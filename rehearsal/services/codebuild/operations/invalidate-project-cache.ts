import type { InvalidateProjectCacheCommandInput, InvalidateProjectCacheOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { required } from '../required.ts';

export const invalidateProjectCache =
  ({ builds }: CodebuildDependencies): Handler<InvalidateProjectCacheCommandInput, InvalidateProjectCacheOutput> =>
  async (input, { scope }) => {
    await builds.invalidateCache(scope, required(input.projectName, 'projectName'));
    return {};
  };
