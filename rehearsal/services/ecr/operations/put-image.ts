import type { PutImageCommandInput, PutImageCommandOutput } from '@aws-sdk/client-ecr';
import { missing } from '../../../runtime/repositories/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';
import { repositoryOf, wireImage } from '../mapping.ts';

/** Promotion by tag: an existing manifest put under a further tag. */
export const putImage =
  ({ repositories }: EcrDependencies): Handler<PutImageCommandInput, Omit<PutImageCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const repository = repositoryOf(repositories, scope, input);
    const { imageManifest, imageManifestMediaType, imageTag, imageDigest } = input;
    if (!imageManifest) throw missing('imageManifest');
    const image = repositories.put(repository, {
      manifest: imageManifest,
      ...(imageManifestMediaType !== undefined && { mediaType: imageManifestMediaType }),
      ...(imageTag !== undefined && { tag: imageTag }),
      ...(imageDigest !== undefined && { digest: imageDigest }),
    });
    return { image: wireImage(repository, image, imageTag) };
  };
