import type { UploadPartCopyCommandInput, UploadPartCopyCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import { wireChecksum } from '../checksums.ts';
import { copySource } from '../copy-source.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { quoted, wireEncryption } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

/** A part made of an object that is there, or of a range of it. */
export const uploadPartCopy =
  ({ buckets }: S3Dependencies): Handler<UploadPartCopyCommandInput, Omit<UploadPartCopyCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const source = copySource(buckets, scope, input);
    const { Key: key = '', UploadId: id = '', PartNumber: number = 0 } = input;
    const { body } = buckets.get(scope, source.bucket, source.key, { ...source.options, range: input.CopySourceRange });
    const part = await buckets.uploads.put(scope, bucket.name, { key, id, number }, body);
    const { ChecksumType: _ofTheWhole, ...checksum } = wireChecksum(part.checksum);
    return {
      CopyPartResult: { ETag: quoted(part.etag), LastModified: new Date(part.modifiedAt), ...checksum },
      ...wireEncryption(bucket.encryption),
    };
  };
