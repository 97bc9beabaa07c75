import type * as wire from '@aws-sdk/client-s3';
import type { Bucket, ObjectEncryption } from '../../domain/bucket/bucket.ts';
import type { ByteRange } from '../../domain/bucket/byte-range.ts';
import type { ObjectFacts, StoredObject } from '../../domain/bucket/object-version.ts';
import { wireChecksum } from './checksums.ts';
import { readTagging } from './tags.ts';

interface FactsInput {
  ContentType?: string | undefined;
  CacheControl?: string | undefined;
  ContentDisposition?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentLanguage?: string | undefined;
  Expires?: Date | undefined;
  Metadata?: Record<string, string> | undefined;
  Tagging?: string | undefined;
  ServerSideEncryption?: string | undefined;
  SSEKMSKeyId?: string | undefined;
  BucketKeyEnabled?: boolean | undefined;
  StorageClass?: string | undefined;
}

/** What a request says of the object that it makes. */
export function factsOf(input: FactsInput, bucket: Readonly<Bucket>): Partial<ObjectFacts> {
  const encoding = storedEncoding(input.ContentEncoding);
  return {
    ...(input.ContentType && { contentType: input.ContentType }),
    ...(input.CacheControl !== undefined && { cacheControl: input.CacheControl }),
    ...(input.ContentDisposition !== undefined && { contentDisposition: input.ContentDisposition }),
    ...(encoding && { contentEncoding: encoding }),
    ...(input.ContentLanguage !== undefined && { contentLanguage: input.ContentLanguage }),
    ...(input.Expires && { expires: input.Expires.getTime() }),
    ...(input.Tagging !== undefined && { tags: readTagging(input.Tagging) }),
    ...(input.StorageClass !== undefined && { storageClass: input.StorageClass }),
    metadata: input.Metadata ?? {},
    encryption: encryptionOf(input, bucket),
  };
}

/** The framing of the transfer is none of the object. */
const storedEncoding = (text = ''): string =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');

function encryptionOf(input: FactsInput, bucket: Readonly<Bucket>): ObjectEncryption {
  if (input.ServerSideEncryption === undefined) return bucket.encryption;
  return {
    algorithm: input.ServerSideEncryption,
    ...(input.SSEKMSKeyId !== undefined && { kmsKeyId: input.SSEKMSKeyId }),
    ...(input.BucketKeyEnabled !== undefined && { bucketKey: input.BucketKeyEnabled }),
  };
}

export const wireEncryption = ({ algorithm, kmsKeyId, bucketKey }: ObjectEncryption) => ({
  ServerSideEncryption: algorithm as wire.ServerSideEncryption,
  ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
  ...(bucketKey && { BucketKeyEnabled: true }),
});

/** Buckets that never kept versions do not speak of them. */
export const wireVersion = (bucket: Readonly<Bucket>, versionId: string | undefined) =>
  bucket.versioning !== undefined && versionId !== undefined ? { VersionId: versionId } : {};

export const quoted = (etag: string): string => `"${etag}"`;

interface ReadInput {
  ChecksumMode?: string | undefined;
  PartNumber?: number | undefined;
  ResponseCacheControl?: string | undefined;
  ResponseContentDisposition?: string | undefined;
  ResponseContentEncoding?: string | undefined;
  ResponseContentLanguage?: string | undefined;
  ResponseContentType?: string | undefined;
  ResponseExpires?: Date | undefined;
}

/** What GetObject and HeadObject say in headers. */
export function wireObject(
  bucket: Readonly<Bucket>,
  object: StoredObject,
  range: ByteRange | undefined,
  input: ReadInput,
) {
  const expires = input.ResponseExpires ?? (object.expires === undefined ? undefined : new Date(object.expires));
  const tagCount = Object.keys(object.tags).length;
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedAt),
    ContentLength: range ? range.end - range.start + 1 : object.size,
    ETag: quoted(object.etag),
    // A checksum of the whole is none of a part of it.
    ...(input.ChecksumMode === 'ENABLED' && !range && wireChecksum(object.checksum)),
    ...wireVersion(bucket, object.versionId),
    CacheControl: input.ResponseCacheControl ?? object.cacheControl,
    ContentDisposition: input.ResponseContentDisposition ?? object.contentDisposition,
    ContentEncoding: input.ResponseContentEncoding ?? object.contentEncoding,
    ContentLanguage: input.ResponseContentLanguage ?? object.contentLanguage,
    ContentType: input.ResponseContentType ?? object.contentType,
    ...(expires && { Expires: expires }),
    ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${object.size}` }),
    ...wireEncryption(object.encryption),
    ...(object.storageClass !== 'STANDARD' && { StorageClass: object.storageClass as wire.StorageClass }),
    ...(input.PartNumber !== undefined && object.parts && { PartsCount: object.parts.length }),
    ...(tagCount > 0 && { TagCount: tagCount }),
    Metadata: object.metadata,
  };
}

interface ConditionsInput {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
  IfModifiedSince?: Date | undefined;
  IfUnmodifiedSince?: Date | undefined;
  VersionId?: string | undefined;
  Range?: string | undefined;
  PartNumber?: number | undefined;
}

export const readOptions = (input: ConditionsInput) => ({
  versionId: input.VersionId,
  range: input.Range,
  partNumber: input.PartNumber,
  conditions: {
    ifMatch: input.IfMatch,
    ifNoneMatch: input.IfNoneMatch,
    ifModifiedSince: input.IfModifiedSince?.getTime(),
    ifUnmodifiedSince: input.IfUnmodifiedSince?.getTime(),
  },
});

/** S3 names accounts by a canonical id; here it is the account's number. */
export const wireOwner = (account: string): wire.Owner => ({ ID: account.padStart(64, '0') });
