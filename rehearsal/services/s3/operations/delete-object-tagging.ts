import type { DeleteObjectTaggingCommandInput, DeleteObjectTaggingCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireVersion } from '../mapping.ts';

export const deleteObjectTagging =
  ({
    buckets,
  }: S3Dependencies): Handler<DeleteObjectTaggingCommandInput, Omit<DeleteObjectTaggingCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const bucket = bucketOf(buckets, scope, input);
    const object = buckets.retag(scope, bucket.name, input.Key ?? '', {}, input.VersionId);
    return wireVersion(bucket, object.versionId);
  };
