import type { UploadLayerPartCommandInput, UploadLayerPartCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const uploadLayerPart =
  ({
    repositories,
  }: EcrDependencies): Handler<UploadLayerPartCommandInput, Omit<UploadLayerPartCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const { uploadId, partFirstByte: firstByte, partLastByte: lastByte, layerPartBlob: content } = input;
    if (!uploadId) throw missing('uploadId');
    if (firstByte === undefined) throw missing('partFirstByte');
    if (lastByte === undefined) throw missing('partLastByte');
    if (content === undefined) throw missing('layerPartBlob');
    return {
      registryId: repository.registryId,
      repositoryName: repository.name,
      uploadId,
      lastByteReceived: await repositories.uploads.addPart(repository, uploadId, { firstByte, lastByte, content }),
    };
  };
