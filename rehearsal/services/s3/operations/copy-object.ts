import type { CopyObjectCommandInput, CopyObjectCommandOutput } from '@aws-sdk/client-s3';
import type { StoredObject } from '../../../domain/bucket/object-version.ts';
import { invalidRequest } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import { algorithmOf, wireChecksum } from '../checksums.ts';
import { copySource } from '../copy-source.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { factsOf, quoted, wireEncryption, wireVersion } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

/** The copy has the metadata and tags of its source unless the request replaces them. Source: S3 API, CopyObject. */
export const copyObject =
  ({ buckets }: S3Dependencies): Handler<CopyObjectCommandInput, Omit<CopyObjectCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const source = copySource(buckets, scope, input);
    const { object, body } = buckets.get(scope, source.bucket, source.key, source.options);
    const isSame = source.bucket === bucket.name && source.key === input.Key && source.options.versionId === undefined;
    if (
      isSame &&
      input.MetadataDirective !== 'REPLACE' &&
      input.StorageClass === undefined &&
      !input.ServerSideEncryption
    )
      throw invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const made = await buckets.put(scope, bucket.name, input.Key ?? '', body, copyFacts(input, object, bucket), {
      integrity: { algorithm: algorithmOf(input.ChecksumAlgorithm) ?? object.checksum.algorithm },
      conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
    });
    return {
      CopyObjectResult: {
        ETag: quoted(made.etag),
        LastModified: new Date(made.modifiedAt),
        ...wireChecksum(made.checksum),
      },
      ...(source.owner.versioning !== undefined && { CopySourceVersionId: object.versionId }),
      ...wireVersion(bucket, made.versionId),
      ...wireEncryption(made.encryption),
    };
  };

function copyFacts(input: CopyObjectCommandInput, object: StoredObject, bucket: Parameters<typeof factsOf>[1]) {
  const { encryption, tags, storageClass, ...asked } = factsOf(input, bucket);
  const { contentType, cacheControl, contentDisposition, contentEncoding, contentLanguage, expires, metadata } = object;
  const present = {
    contentType,
    cacheControl,
    contentDisposition,
    contentEncoding,
    contentLanguage,
    expires,
    metadata,
  };
  return {
    ...(input.MetadataDirective === 'REPLACE' ? asked : present),
    tags: (input.TaggingDirective === 'REPLACE' ? tags : object.tags) ?? {},
    storageClass: storageClass ?? 'STANDARD',
    ...(encryption && { encryption }),
  };
}
