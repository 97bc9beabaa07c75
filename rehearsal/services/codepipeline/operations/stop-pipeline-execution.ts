import type {
  StopPipelineExecutionCommandInput,
  StopPipelineExecutionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';

export const stopPipelineExecution: Operation<StopPipelineExecutionCommandInput, StopPipelineExecutionCommandOutput> =
  ({ pipelines }) =>
  ({ pipelineName, pipelineExecutionId, abandon = false, reason = '' }, { scope }) => {
    const id = required(pipelineExecutionId, 'pipelineExecutionId');
    pipelines.stop(scope, required(pipelineName, 'pipelineName'), id, { abandon, reason });
    return { pipelineExecutionId: id };
  };
