import type { CompleteLayerUploadCommandInput, CompleteLayerUploadCommandOutput } from '@aws-sdk/client-ecr';
import { invalidParameter, missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf } from '../mapping.ts';

export const completeLayerUpload =
  ({
    repositories,
  }: EcrDependencies): Handler<CompleteLayerUploadCommandInput, Omit<CompleteLayerUploadCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const { uploadId, layerDigests = [] } = input;
    if (!uploadId) throw missing('uploadId');
    const [layerDigest, ...others] = layerDigests;
    if (layerDigest === undefined) throw missing('layerDigests');
    if (others.length > 0 || !/^sha256:[0-9a-f]{64}$/.test(layerDigest))
      throw invalidParameter("'layerDigests': the rehearsal takes one digest, of sha256");
    await repositories.uploads.complete(repository, uploadId, layerDigest);
    return { registryId: repository.registryId, repositoryName: repository.name, uploadId, layerDigest };
  };
