import type { UploadPartCommandInput, UploadPartCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import type { StreamedBody } from '../../../wire/streamed-body.ts';
import { bucketOf } from '../bucket-of.ts';
import { integrityOf, wireChecksum } from '../checksums.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { quoted, wireEncryption } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

type Input = Omit<UploadPartCommandInput, 'Body'> & { Body: StreamedBody };

export const uploadPart =
  ({ buckets }: S3Dependencies): Handler<Input, Omit<UploadPartCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const { Key: key = '', UploadId: id = '', PartNumber: number = 0, Body } = input;
    const part = await buckets.uploads.put(scope, bucket.name, { key, id, number }, Body, integrityOf(input, Body));
    const { ChecksumType: _ofTheWhole, ...checksum } = wireChecksum(part.checksum);
    return { ETag: quoted(part.etag), ...checksum, ...wireEncryption(bucket.encryption) };
  };
