import type * as wire from '@aws-sdk/client-ecr';
import type { Scope } from '../../kernel/scope.ts';
import { invalidParameter } from '../../runtime/repositories/errors.ts';
import type { Repositories, Repository } from '../../runtime/repositories/repositories.ts';
import type { StoredImage } from '../../runtime/ports/stored-images.ts';

/** The repository that a request names, in its own registry or in the one that `registryId` names. */
export function repositoryOf(
  repositories: Repositories,
  scope: Scope,
  { repositoryName, registryId }: { repositoryName?: string | undefined; registryId?: string | undefined },
): Repository {
  if (!repositoryName)
    throw invalidParameter("'repositoryName' failed to satisfy constraint: 'Member must not be null'");
  return repositories.find(registryId === undefined ? scope : { ...scope, account: registryId }, repositoryName);
}

export const wireRepository = (repository: Repository): wire.Repository => ({
  repositoryArn: repository.arn,
  registryId: repository.registryId,
  repositoryName: repository.name,
  repositoryUri: repository.uri,
  createdAt: new Date(repository.createdAt),
  imageTagMutability: repository.immutableTags ? 'IMMUTABLE' : 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  encryptionConfiguration: repository.encryption as wire.EncryptionConfiguration,
});

export const wireImageDetail = (repository: Repository, image: StoredImage): wire.ImageDetail => ({
  registryId: repository.registryId,
  repositoryName: repository.name,
  imageDigest: image.digest,
  ...(image.tags.length > 0 && { imageTags: image.tags }),
  imageSizeInBytes: image.sizeBytes,
  imagePushedAt: new Date(image.pushedAt),
  imageManifestMediaType: image.mediaType,
  artifactMediaType: 'application/vnd.oci.image.config.v1+json',
});

export const wireImage = (repository: Repository, image: StoredImage, tag: string | undefined): wire.Image => ({
  registryId: repository.registryId,
  repositoryName: repository.name,
  imageId: { imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) },
  imageManifest: image.manifest,
  imageManifestMediaType: image.mediaType,
});

/** A look-up by tag, digest or both, without members that are undefined. */
export const imageIdFrom = ({ imageTag, imageDigest }: wire.ImageIdentifier) => ({
  ...(imageTag !== undefined && { imageTag }),
  ...(imageDigest !== undefined && { imageDigest }),
});
