import type { BatchGetBuildsCommandInput, BatchGetBuildsOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireBuild } from '../mapping.ts';
import { required } from '../required.ts';

export const batchGetBuilds =
  ({ builds }: CodebuildDependencies): Handler<BatchGetBuildsCommandInput, BatchGetBuildsOutput> =>
  (input, { scope }) => {
    const ids = required(input.ids, 'ids');
    return {
      builds: ids.filter((id) => builds.has(scope, id)).map((id) => wireBuild(builds.get(scope, id))),
      buildsNotFound: ids.filter((id) => !builds.has(scope, id)),
    };
  };
