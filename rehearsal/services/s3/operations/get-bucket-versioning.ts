import type { GetBucketVersioningCommandInput, GetBucketVersioningCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const getBucketVersioning =
  ({
    buckets,
  }: S3Dependencies): Handler<GetBucketVersioningCommandInput, Omit<GetBucketVersioningCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { versioning } = bucketOf(buckets, scope, input);
    return versioning ? { Status: versioning } : {};
  };
