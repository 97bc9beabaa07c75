import type { DeletePipelineCommandInput, DeletePipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';

export const deletePipeline: Operation<DeletePipelineCommandInput, DeletePipelineCommandOutput> =
  ({ pipelines }) =>
  async ({ name }, { scope }) => {
    await pipelines.delete(scope, required(name, 'name'));
    return {};
  };
