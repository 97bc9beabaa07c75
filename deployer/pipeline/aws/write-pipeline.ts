import {
  type CodePipelineClient,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { PipelineGateway } from '../pipeline-gateway.ts';
import { refusedBy } from './refusals.ts';

/** Every write to a pipeline. What CodePipeline refuses is thrown as CannotRelease, in words that say what to do. */
export function pipelineWriter(
  client: CodePipelineClient,
): Pick<PipelineGateway, 'putApproval' | 'retry' | 'stop' | 'start'> {
  const asked = <T>(pipeline: string, write: () => Promise<T>): Promise<T> =>
    write().catch(async (error: Error) => {
      throw await refusedBy(error, pipeline);
    });
  return {
    putApproval: ({ pipeline, stage, action, token, approved, comment }) =>
      asked(pipeline, async () => {
        const status = approved ? 'Approved' : 'Rejected';
        await client.send(
          new PutApprovalResultCommand({
            pipelineName: pipeline,
            stageName: stage,
            actionName: action,
            token,
            result: { status, summary: comment },
          }),
        );
      }),
    retry: ({ pipeline, executionId, stage, all }) =>
      asked(pipeline, async () => {
        await client.send(
          new RetryStageExecutionCommand({
            pipelineName: pipeline,
            pipelineExecutionId: executionId,
            stageName: stage,
            retryMode: all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
          }),
        );
      }),
    stop: ({ pipeline, executionId, abandon, reason }) =>
      asked(pipeline, async () => {
        await client.send(
          new StopPipelineExecutionCommand({
            pipelineName: pipeline,
            pipelineExecutionId: executionId,
            abandon,
            reason,
          }),
        );
      }),
    start: (pipeline) =>
      asked(pipeline, async () => {
        const { pipelineExecutionId = '' } = await client.send(new StartPipelineExecutionCommand({ name: pipeline }));
        return pipelineExecutionId;
      }),
  };
}
