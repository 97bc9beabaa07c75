import type { CreateMultipartUploadCommandInput, CreateMultipartUploadCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import { algorithmOf } from '../checksums.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { factsOf, wireEncryption } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

export const createMultipartUpload =
  ({
    buckets,
  }: S3Dependencies): Handler<
    CreateMultipartUploadCommandInput,
    Omit<CreateMultipartUploadCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const upload = buckets.uploads.create(scope, bucket.name, input.Key ?? '', factsOf(input, bucket), {
      algorithm: algorithmOf(input.ChecksumAlgorithm),
      type: input.ChecksumType,
    });
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      // Without being asked S3 says nothing of its own choice.
      ...(input.ChecksumAlgorithm && {
        ChecksumAlgorithm: input.ChecksumAlgorithm,
        ChecksumType: upload.checksumType,
      }),
      ...wireEncryption(upload.facts.encryption),
    };
  };
