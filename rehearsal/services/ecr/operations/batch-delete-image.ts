import type { BatchDeleteImageCommandInput, BatchDeleteImageCommandOutput } from '@aws-sdk/client-ecr';
import { invalidParameter } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { imageIdFrom, repositoryOf } from '../mapping.ts';

export const batchDeleteImage =
  ({
    repositories,
  }: EcrDependencies): Handler<BatchDeleteImageCommandInput, Omit<BatchDeleteImageCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.imageIds || input.imageIds.length === 0) {
      throw invalidParameter("'imageIds' failed to satisfy constraint: 'Member must not be null'");
    }
    const asked = input.imageIds.map((id) => {
      const image = repositories.image(repository, imageIdFrom(id));
      if (image) repositories.remove(repository, imageIdFrom(id));
      return { id, image };
    });
    return {
      imageIds: asked.flatMap(({ id, image }) => (image ? [{ ...id, imageDigest: image.digest }] : [])),
      failures: asked.flatMap(({ id, image }) =>
        image
          ? []
          : [{ imageId: id, failureCode: 'ImageNotFound' as const, failureReason: 'Requested image not found' }],
      ),
    };
  };
