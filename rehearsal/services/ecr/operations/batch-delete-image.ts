import type {
  BatchDeleteImageCommandInput,
  BatchDeleteImageCommandOutput,
  ImageFailure,
  ImageIdentifier,
} from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { imageFailure, imageIdFrom, repositoryOf } from '../mapping.ts';

export const batchDeleteImage =
  ({
    repositories,
  }: EcrDependencies): Handler<BatchDeleteImageCommandInput, Omit<BatchDeleteImageCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    if (!input.imageIds || input.imageIds.length === 0) throw missing('imageIds');
    const asked = input.imageIds.map((id) => {
      const image = repositories.image(repository, imageIdFrom(id));
      if (!image) return { id, failure: imageFailure(id) };
      const list = repositories.listNaming(repository, image);
      if (list && (id.imageTag === undefined || image.tags.length === 1)) return { id, failure: isNamed(id, list) };
      repositories.remove(repository, imageIdFrom(id));
      return { id, image };
    });
    return {
      imageIds: asked.flatMap(({ id, image }) => (image ? [{ ...id, imageDigest: image.digest }] : [])),
      failures: asked.flatMap(({ failure }) => failure ?? []),
    };
  };

const isNamed = (imageId: ImageIdentifier, list: string): ImageFailure => ({
  imageId,
  failureCode: 'ImageReferencedByManifestList',
  failureReason: `Requested image referenced by manifest list: [${list}]`,
});
