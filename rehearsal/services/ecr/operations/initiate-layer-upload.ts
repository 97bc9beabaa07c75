import type { InitiateLayerUploadCommandInput, InitiateLayerUploadCommandOutput } from '@aws-sdk/client-ecr';
import { PART_SIZE } from '../../../runtime/repositories/layer-uploads.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const initiateLayerUpload =
  ({
    repositories,
  }: EcrDependencies): Handler<InitiateLayerUploadCommandInput, Omit<InitiateLayerUploadCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    return { uploadId: repositories.uploads.start(repository), partSize: PART_SIZE };
  };
