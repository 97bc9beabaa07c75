import type { ObjectEncryption } from './bucket.ts';

/** `MD5` and `SHA512` belong to the newest models; the XXHASH family is not served. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA512';

export interface Checksum {
  algorithm: ChecksumAlgorithm;
  /** Base64; of a composite one followed by `-` and the number of parts. */
  value: string;
  /** Whether it is of the bytes themselves or of the parts' checksums. Source: S3 API, ChecksumType. */
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What a client says of an object beside its bytes. */
export interface ObjectFacts {
  contentType?: string;
  cacheControl?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  /** Epoch milliseconds. */
  expires?: number;
  /** User metadata, names in lower case and without `x-amz-meta-`. */
  metadata: Record<string, string>;
  tags: Record<string, string>;
  encryption: ObjectEncryption;
  storageClass: string;
}

export interface StoredObject extends ObjectFacts {
  kind: 'object';
  /** `null` when the bucket kept no versions at the time. */
  versionId: string;
  /** Where the store has its bytes. */
  contentId: string;
  size: number;
  /** Without quotes. */
  etag: string;
  checksum: Checksum;
  /** Sizes in bytes of the parts it was uploaded in, when there were any. */
  parts?: number[];
  /** Epoch milliseconds. */
  modifiedAt: number;
}

/** Says that the key is deleted, while older versions stay. */
export interface DeleteMarker {
  kind: 'marker';
  versionId: string;
  /** Epoch milliseconds. */
  modifiedAt: number;
}

export type ObjectVersion = StoredObject | DeleteMarker;
