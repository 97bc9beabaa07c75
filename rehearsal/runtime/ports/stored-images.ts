/** One image of a repository: a manifest and the tags that point to it. */
export interface StoredImage {
  /** `sha256:…` of the manifest. */
  digest: string;
  tags: string[];
  mediaType: string;
  /** The manifest's exact text: its digest is computed over these bytes. */
  manifest: string;
  /** Bytes of all layers as they are stored. */
  sizeBytes: number;
  /** Epoch milliseconds. */
  pushedAt: number;
}

/**
 * Where a registry keeps its images. A repository is named by its URI, `<account>.dkr.ecr.<region>.amazonaws.com/<name>`.
 * Rules about tags (immutability) are the registry's, not the store's.
 */
export interface StoredImages {
  list(repositoryUri: string): StoredImage[];
  /** True when the blobs that a manifest names are here. */
  hasBlob(digest: string): boolean;
  /** Stores the manifest under its digest and, when given, points the tag to it. Returns the digest. */
  put(repositoryUri: string, manifest: string, mediaType: string, tag?: string): string;
  /** The tag is removed; an image without tags stays until `remove`. */
  untag(repositoryUri: string, tag: string): void;
  remove(repositoryUri: string, digest: string): void;
  /** Forgets every image of the repository. */
  drop(repositoryUri: string): void;
}
