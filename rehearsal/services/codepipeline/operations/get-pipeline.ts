import type { GetPipelineCommandInput, GetPipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import { pipelineErrors } from '../../../runtime/pipelines/errors.ts';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';
import { writeDeclaration } from '../write-declaration.ts';

export const getPipeline: Operation<GetPipelineCommandInput, GetPipelineCommandOutput> =
  ({ pipelines }) =>
  ({ name, version }, { scope }) => {
    const { arn, state, definitions } = pipelines.get(scope, required(name, 'name'));
    const wanted = version ?? state.version;
    const definition = definitions[wanted - 1];
    if (!definition) throw pipelineErrors.versionNotFound(definitions[0]?.name ?? '', wanted);
    return {
      pipeline: writeDeclaration(definition, wanted),
      metadata: { pipelineArn: arn, created: new Date(state.createdAt), updated: new Date(state.updatedAt) },
    };
  };
