import type { RetryStageExecutionCommandInput, RetryStageExecutionCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';

export const retryStageExecution: Operation<RetryStageExecutionCommandInput, RetryStageExecutionCommandOutput> =
  ({ pipelines }) =>
  ({ pipelineName, pipelineExecutionId, stageName, retryMode }, { scope }) => {
    const id = required(pipelineExecutionId, 'pipelineExecutionId');
    const stage = required(stageName, 'stageName');
    pipelines.retry(scope, required(pipelineName, 'pipelineName'), id, stage, required(retryMode, 'retryMode'));
    return { pipelineExecutionId: id };
  };
