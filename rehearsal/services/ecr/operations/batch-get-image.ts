import type { BatchGetImageCommandInput, BatchGetImageCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { imageFailure, imageIdFrom, repositoryOf, wireImage } from '../mapping.ts';

export const batchGetImage =
  ({
    repositories,
  }: EcrDependencies): Handler<BatchGetImageCommandInput, Omit<BatchGetImageCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.imageIds || input.imageIds.length === 0) throw missing('imageIds');
    const asked = input.imageIds.map((id) => ({ id, image: repositories.image(repository, imageIdFrom(id)) }));
    return {
      images: asked.flatMap(({ id, image }) => (image ? [wireImage(repository, image, id.imageTag)] : [])),
      failures: asked.flatMap(({ id, image }) => (image ? [] : [imageFailure(id)])),
    };
  };
