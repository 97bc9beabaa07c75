import type { StartImageScanCommandInput, StartImageScanCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { imageIdFrom, repositoryOf } from '../mapping.ts';

/** Answers IN_PROGRESS as ECR does; the next look finds it complete. */
export const startImageScan =
  ({
    repositories,
  }: EcrDependencies): Handler<StartImageScanCommandInput, Omit<StartImageScanCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.imageId) throw missing('imageId');
    const image = repositories.existingImage(repository, imageIdFrom(input.imageId));
    repositories.startScan(repository, image);
    return {
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageId: { ...imageIdFrom(input.imageId), imageDigest: image.digest },
      imageScanStatus: { status: 'IN_PROGRESS' },
    };
  };
