import type {
  DisableStageTransitionCommandInput,
  DisableStageTransitionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { refuseOutbound } from '../outbound.ts';
import { required } from '../required.ts';

export const disableStageTransition: Operation<
  DisableStageTransitionCommandInput,
  DisableStageTransitionCommandOutput
> =
  ({ pipelines }) =>
  ({ pipelineName, stageName, transitionType, reason }, { scope, caller }) => {
    refuseOutbound(required(transitionType, 'transitionType'));
    pipelines.disableTransition(scope, required(pipelineName, 'pipelineName'), required(stageName, 'stageName'), {
      reason: required(reason, 'reason'),
      by: caller.arn,
    });
    return {};
  };
