import { AwsError } from '../../kernel/aws-error.ts';

// Codes and conditions are the SDK model's. Texts are unverified where nothing else is said.

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
export const missing = (member: string) =>
  invalidParameter(`'${member}' failed to satisfy constraint: 'Member must not be null'`);
export const invalidTagParameter = (message: string) => new AwsError('InvalidTagParameterException', message);
export const tooManyTags = () =>
  new AwsError('TooManyTagsException', 'The maximum number of tags that can be applied to a repository is 50.');
export const referencedImagesNotFound = (digests: string[], name: string, registry: string) =>
  new AwsError(
    'ReferencedImagesNotFoundException',
    `Images with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${name}' in the registry with id '${registry}' do not exist`,
  );
export const layerInaccessible = (digest: string, { name, registryId }: Named) =>
  new AwsError(
    'LayerInaccessibleException',
    `The layer with digest '${digest}' in the repository with name '${name}' in the registry with id '${registryId}' is not associated with an image`,
  );
export const uploadNotFound = (id: string, { name, registryId }: Named) =>
  new AwsError(
    'UploadNotFoundException',
    `The upload with id '${id}' does not exist in the repository with name '${name}' in the registry with id '${registryId}'`,
  );
export const emptyUpload = ({ name, registryId }: Named, id: string) =>
  new AwsError(
    'EmptyUploadException',
    `The upload with id '${id}' in the repository with name '${name}' in the registry with id '${registryId}' has no parts`,
  );
/** The model's further members (lastValidByteReceived and so on) are in the text only: the wire has no place for them. */
export const invalidLayerPart = ({ name, registryId }: Named, id: string, received: number) =>
  new AwsError(
    'InvalidLayerPartException',
    `The part does not follow the last byte of the upload with id '${id}' in the repository with name '${name}' in the registry with id '${registryId}', or is not as long as its positions say. Last valid byte received: '${received - 1}'`,
  );
/** Source of the text: SDK model. */
export const layerPartTooSmall = () =>
  new AwsError('LayerPartTooSmallException', 'Layer parts must be at least 5 MiB in size.');
export const layerExists = (digest: string, { name, registryId }: Named) =>
  new AwsError(
    'LayerAlreadyExistsException',
    `The layer with digest '${digest}' already exists in the repository with name '${name}' in the registry with id '${registryId}'`,
  );
export const invalidLayer = (digest: string, { name, registryId }: Named) =>
  new AwsError(
    'InvalidLayerException',
    `The digest '${digest}' does not match that of the layer uploaded to the repository with name '${name}' in the registry with id '${registryId}'`,
  );
export const scanNotFound = (digest: string, { name, registryId }: Named) =>
  new AwsError(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '{imageDigest:'${digest}'}' in the repository with name '${name}' in the registry with id '${registryId}'`,
  );
/** Source of the text: moto, ecr/exceptions.py. */
export const scanQuotaExceeded = () =>
  new AwsError('LimitExceededException', 'The scan quota per image has been exceeded. Wait and try again.');

interface Named {
  name: string;
  registryId: string;
}
