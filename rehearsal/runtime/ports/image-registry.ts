import type { Scope } from '../../kernel/scope.ts';
import type { ByteRange, Content, StoredImage } from './stored-images.ts';

/** Who pushes and pulls: the principal that asked for the token. */
export interface RegistryClient {
  arn: string;
  account: string;
  accessKeyId: string;
  /** Of the endpoint that issued the token, which is good there only. */
  region: string;
}

/** What is attached to an image, as a descriptor. */
export interface Referrer {
  mediaType: string;
  digest: string;
  /** Bytes of its manifest. */
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

/**
 * ECR as clients of the OCI distribution protocol use it: each call is the API's operation of the name that its comment gives,
 * with the same rules. What is refused is thrown as that operation's AwsError.
 */
export interface ImageRegistry {
  /** Whose password it is; undefined when GetAuthorizationToken never gave it. */
  clientOf(password: string): (RegistryClient & { expired: boolean }) | undefined;
  /** DescribeRepositories. */
  find(scope: Scope, name: string): void;
  /** ListImages: tags in order. */
  tags(scope: Scope, name: string): string[];
  /** BatchGetImage: by `sha256:…` or tag. */
  image(scope: Scope, name: string, reference: string): StoredImage;
  /** PutImage. */
  put(scope: Scope, name: string, image: { manifest: string; mediaType: string; reference: string }): StoredImage;
  /** ListImageReferrers: the manifests whose subject has this digest. */
  referrers(scope: Scope, name: string, subject: string): Referrer[];
  /** BatchCheckLayerAvailability: bytes of a blob, undefined when the repository has none such. */
  blobSize(scope: Scope, name: string, digest: string): number | undefined;
  /** The content of a blob that was found with `blobSize`. */
  blob(digest: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Shares a blob of another repository of the registry, where the registry's settings allow that. False when it was not. */
  mount(scope: Scope, name: string, digest: string, from: string): boolean;
  /** InitiateLayerUpload. */
  startUpload(scope: Scope, name: string): string;
  received(scope: Scope, name: string, upload: string): number;
  /** UploadLayerPart: resolves with the bytes so far. */
  append(scope: Scope, name: string, upload: string, content: Content): Promise<number>;
  /** CompleteLayerUpload. */
  complete(scope: Scope, name: string, upload: string, digest: string): Promise<void>;
  cancel(scope: Scope, name: string, upload: string): void;
}
