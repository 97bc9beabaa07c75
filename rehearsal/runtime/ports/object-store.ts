import type { Bucket } from '../../domain/bucket/bucket.ts';
import type { ByteRange } from '../../domain/bucket/byte-range.ts';
import type { MultipartUpload } from '../../domain/bucket/multipart-upload.ts';
import type { KeyRecord } from '../../domain/bucket/versions.ts';

/** A bucket as it is kept, with everything that is in it. */
export interface StoredBucket {
  bucket: Bucket;
  keys: KeyRecord[];
  uploads: MultipartUpload[];
}

/**
 * Where buckets and the bytes of their objects stay when the engine ends. Records are written whole or not at all; a record
 * is written after the bytes that it names, so that a crash leaves bytes that nothing names and never the other way round.
 */
export interface ObjectStore {
  /** What an earlier run left. Bytes that none of its records names are removed. */
  load(): StoredBucket[];
  saveBucket(bucket: Bucket): void;
  /** With its records; the bytes are dropped one by one. */
  dropBucket(bucket: string): void;
  saveKey(bucket: string, record: KeyRecord): void;
  dropKey(bucket: string, key: string): void;
  saveUpload(bucket: string, upload: MultipartUpload): void;
  dropUpload(bucket: string, uploadId: string): void;
  /** Streams bytes in and resolves with the id under which they are; nothing stays when `chunks` throws. */
  write(chunks: AsyncIterable<Uint8Array>): Promise<string>;
  /** The bytes as they are at the time of the call, even when they are dropped while they are read. */
  read(contentId: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  drop(contentId: string): void;
}
