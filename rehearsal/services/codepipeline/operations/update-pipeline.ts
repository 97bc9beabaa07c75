import type { UpdatePipelineCommandInput, UpdatePipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { readDeclaration } from '../read-declaration.ts';
import { writeDeclaration } from '../write-declaration.ts';

export const updatePipeline: Operation<UpdatePipelineCommandInput, UpdatePipelineCommandOutput> =
  ({ pipelines }) =>
  ({ pipeline }, { scope }) => {
    const { state } = pipelines.update(scope, readDeclaration(pipeline));
    return { pipeline: writeDeclaration(state.definition, state.version) };
  };
