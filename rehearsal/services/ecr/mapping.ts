import type * as wire from '@aws-sdk/client-ecr';
import { parseArn, type Scope } from '../../kernel/scope.ts';
import { invalidParameter, missing } from '../../runtime/repositories/errors.ts';
import { severityCounts, type ImageScan } from '../../runtime/repositories/image-scans.ts';
import type { Repositories } from '../../runtime/repositories/repositories.ts';
import { artifactOf, parseManifest } from '../../runtime/repositories/manifest.ts';
import type { Repository } from '../../runtime/repositories/repository.ts';
import type { StoredImage } from '../../runtime/ports/stored-images.ts';

/** The repository that a request names, in its own registry or in the one that `registryId` names. */
export function repositoryOf(
  repositories: Repositories,
  scope: Scope,
  { repositoryName, registryId }: { repositoryName?: string | undefined; registryId?: string | undefined },
): Repository {
  if (!repositoryName) throw missing('repositoryName');
  return repositories.find(registryId === undefined ? scope : { ...scope, account: registryId }, repositoryName);
}

/** The repository of an ARN. */
export function repositoryNamed(repositories: Repositories, scope: Scope, arn: string | undefined): Repository {
  if (!arn) throw missing('resourceArn');
  const { service, account, region, resource } = parseArn(arn) ?? {};
  if (service !== 'ecr' || account === undefined || !resource?.startsWith('repository/') || region !== scope.region)
    throw invalidParameter(`'resourceArn' failed to satisfy constraint: 'Invalid ARN ${arn}'`);
  return repositories.find({ account, region }, resource.slice('repository/'.length));
}

/** Throws for the kinds with exclusions, which are not implemented. */
export function isImmutable(mutability: string): boolean {
  if (mutability !== 'MUTABLE' && mutability !== 'IMMUTABLE')
    throw invalidParameter(`'imageTagMutability': the rehearsal does not implement ${mutability}`);
  return mutability === 'IMMUTABLE';
}

/** Why an image of a batch was not found. */
export const imageFailure = (id: wire.ImageIdentifier): wire.ImageFailure =>
  id.imageTag === undefined && id.imageDigest === undefined
    ? {
        imageId: id,
        failureCode: 'MissingDigestAndTag',
        failureReason: 'Invalid request parameters: both tag and digest cannot be null',
      }
    : { imageId: id, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };

export const wireScan = ({ completedAt, description, findings }: ImageScan) => ({
  imageScanStatus: { status: 'COMPLETE' as const, description },
  imageScanFindingsSummary: {
    imageScanCompletedAt: new Date(completedAt),
    findingSeverityCounts: severityCounts(findings),
  },
});

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

export function wireImageDetail(repository: Repository, image: StoredImage): wire.ImageDetail {
  const scan = repository.scans[image.digest];
  const { artifactType } = artifactOf(image.manifest);
  const { subject } = parseManifest(image.manifest, image.mediaType);
  return {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: image.tags }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    ...(artifactType !== undefined && { artifactMediaType: artifactType }),
    ...(subject !== undefined && { subjectManifestDigest: subject }),
    ...(scan && wireScan(scan)),
  };
}

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
