import type { CreatePipelineCommandInput, CreatePipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { readDeclaration } from '../read-declaration.ts';
import { writeDeclaration } from '../write-declaration.ts';

export const createPipeline: Operation<CreatePipelineCommandInput, CreatePipelineCommandOutput> =
  ({ pipelines }) =>
  ({ pipeline, tags = [] }, { scope, caller }) => {
    const { state } = pipelines.create(scope, readDeclaration(pipeline), {
      by: caller.arn,
      tags: Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])),
    });
    return { pipeline: writeDeclaration(state.definition, state.version), tags };
  };
