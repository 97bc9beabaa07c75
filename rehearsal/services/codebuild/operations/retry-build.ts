import type { RetryBuildCommandInput, RetryBuildOutput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { initiatorOf, wireBuild } from '../mapping.ts';
import { refuseMembers } from '../refuse-members.ts';
import { required } from '../required.ts';

export const retryBuild =
  ({ builds }: CodebuildDependencies): Handler<RetryBuildCommandInput, RetryBuildOutput> =>
  (input, { scope, caller }) => {
    refuseMembers(input, 'RetryBuild', ['idempotencyToken']);
    return { build: wireBuild(builds.retry(scope, required(input.id, 'id'), initiatorOf(caller))) };
  };
