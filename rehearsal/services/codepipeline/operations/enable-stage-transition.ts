import type {
  EnableStageTransitionCommandInput,
  EnableStageTransitionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { refuseOutbound } from '../outbound.ts';
import { required } from '../required.ts';

export const enableStageTransition: Operation<EnableStageTransitionCommandInput, EnableStageTransitionCommandOutput> =
  ({ pipelines }) =>
  ({ pipelineName, stageName, transitionType }, { scope }) => {
    refuseOutbound(required(transitionType, 'transitionType'));
    pipelines.enableTransition(scope, required(pipelineName, 'pipelineName'), required(stageName, 'stageName'));
    return {};
  };
