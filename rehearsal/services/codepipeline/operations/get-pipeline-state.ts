import type { GetPipelineStateCommandInput, GetPipelineStateCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { wireStageState } from '../mapping.ts';
import { required } from '../required.ts';

export const getPipelineState: Operation<GetPipelineStateCommandInput, GetPipelineStateCommandOutput> =
  ({ pipelines }) =>
  ({ name }, { scope }) => {
    const { name: pipelineName, state } = pipelines.get(scope, required(name, 'name'));
    return {
      pipelineName,
      pipelineVersion: state.version,
      stageStates: state.definition.stages.map((stage) => wireStageState(state, stage)),
      created: new Date(state.createdAt),
      updated: new Date(state.updatedAt),
    };
  };
