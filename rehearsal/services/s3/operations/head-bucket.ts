import type { HeadBucketCommandInput, HeadBucketCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const headBucket =
  ({ buckets }: S3Dependencies): Handler<HeadBucketCommandInput, Omit<HeadBucketCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name, region } = bucketOf(buckets, scope, input);
    return { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}`, AccessPointAlias: false };
  };
