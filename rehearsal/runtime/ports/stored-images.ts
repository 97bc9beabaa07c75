/** One image of a repository: a manifest and the tags that point to it. */
export interface StoredImage {
  /** `sha256:…` of the manifest. */
  digest: string;
  tags: string[];
  mediaType: string;
  /** The manifest's exact text: its digest is computed over these bytes. */
  manifest: string;
  /** Bytes of all layers as they are stored; of an index, those of its largest image. */
  sizeBytes: number;
  /** Epoch milliseconds. */
  pushedAt: number;
}

/** Positions of bytes, both inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Where a registry keeps its images. A repository is named by its URI, `<account>.dkr.ecr.<region>.amazonaws.com/<name>`.
 * Rules about tags (immutability), parts and digests are the registry's, not the store's.
 */
export interface StoredImages {
  list(repositoryUri: string): StoredImage[];
  /** Bytes of a blob that was linked to the repository or belongs to an image of it; undefined when it has none such. */
  blobSize(repositoryUri: string, digest: string): number | undefined;
  /** A blob that is in the store becomes the repository's too. False when it is in no repository. */
  linkBlob(repositoryUri: string, digest: string): boolean;
  /** The content of a blob, or a part of it. Throws when it is not in the store. */
  readBlob(digest: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Adds to the content of an upload, which begins with its first call, in order. Resolves with its bytes so far. */
  appendTo(upload: string, content: Content): Promise<number>;
  /** Ends an upload: it becomes a blob of the repository if its content has this digest; otherwise it is gone and this is false. */
  finishUpload(repositoryUri: string, upload: string, digest: string): Promise<boolean>;
  discardUpload(upload: string): void;
  /** Stores the manifest under its digest and, when given, points the tag to it. Returns the digest. */
  put(repositoryUri: string, manifest: string, mediaType: string, tag?: string): string;
  /** The tag is removed; an image without tags stays until `remove`. */
  untag(repositoryUri: string, tag: string): void;
  remove(repositoryUri: string, digest: string): void;
  /** Forgets every image and blob of the repository. */
  drop(repositoryUri: string): void;
}
