import type { CompleteMultipartUploadCommandInput, CompleteMultipartUploadCommandOutput } from '@aws-sdk/client-s3';
import { malformedXml } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import { checksumIn, wireChecksum } from '../checksums.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { quoted, wireEncryption, wireVersion } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

export const completeMultipartUpload =
  ({
    buckets,
  }: S3Dependencies): Handler<
    CompleteMultipartUploadCommandInput,
    Omit<CompleteMultipartUploadCommandOutput, '$metadata'>
  > =>
  async (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const { Key: key = '', UploadId: id = '' } = input;
    const parts = (input.MultipartUpload?.Parts ?? []).map(({ PartNumber: number, ETag: etag, ...checksums }) => {
      if (number === undefined || etag === undefined) throw malformedXml();
      return { number, etag, checksum: checksumIn(checksums)?.value };
    });
    const object = await buckets.uploads.complete(scope, bucket.name, { key, id }, parts, {
      conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      checksum: checksumIn(input)?.value,
      size: input.MpuObjectSize,
    });
    return {
      Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: quoted(object.etag),
      ...wireChecksum(object.checksum),
      ...wireEncryption(object.encryption),
      ...wireVersion(bucket, object.versionId),
    };
  };
