import type { GetPipelineExecutionCommandInput, GetPipelineExecutionCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { wireExecution } from '../mapping.ts';
import { required } from '../required.ts';

export const getPipelineExecution: Operation<GetPipelineExecutionCommandInput, GetPipelineExecutionCommandOutput> =
  ({ pipelines }) =>
  ({ pipelineName, pipelineExecutionId }, { scope }) => {
    const record = pipelines.get(scope, required(pipelineName, 'pipelineName'));
    const execution = pipelines.execution(scope, record.name, required(pipelineExecutionId, 'pipelineExecutionId'));
    return { pipelineExecution: wireExecution(record, execution) };
  };
