import { AwsError } from '../../kernel/aws-error.ts';

// Codes are the SDK model's. Texts are unverified.

export const repositoryNotFound = (name: string, registry: string) =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
  );
export const repositoryExists = (name: string, registry: string) =>
  new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${registry}'`,
  );
export const repositoryNotEmpty = (name: string, registry: string) =>
  new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${registry}' cannot be deleted because it still contains images`,
  );
export const imageNotFound = (image: { imageTag?: string; imageDigest?: string }, name: string, registry: string) =>
  new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${image.imageDigest ?? 'null'}', imageTag:'${image.imageTag ?? 'null'}'} ` +
      `does not exist within the repository with name '${name}' in the registry with id '${registry}'`,
  );
export const tagExists = (tag: string, name: string) =>
  new AwsError(
    'ImageTagAlreadyExistsException',
    `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the repository is immutable.`,
  );
export const imageExists = (digest: string, tag: string | undefined, name: string, registry: string) =>
  new AwsError(
    'ImageAlreadyExistsException',
    `Image with digest '${digest}'${tag === undefined ? '' : ` and tag '${tag}'`} already exists in the repository with name '${name}' in registry with id '${registry}'`,
  );
export const digestMismatch = () =>
  new AwsError('ImageDigestDoesNotMatchException', 'The image digest does not match the digest of the image manifest.');
export const layersNotFound = (digests: string[], name: string, registry: string) =>
  new AwsError(
    'LayersNotFoundException',
    `The layers with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${name}' in the registry with id '${registry}' do not exist`,
  );
export const lifecyclePolicyNotFound = (name: string, registry: string) =>
  new AwsError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${registry}'`,
  );
export const repositoryPolicyNotFound = (name: string, registry: string) =>
  new AwsError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${registry}'`,
  );
export const invalidParameter = (message: string) =>
  new AwsError('InvalidParameterException', `Invalid parameter at ${message}`);
