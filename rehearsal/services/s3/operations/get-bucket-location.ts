import type { GetBucketLocationCommandInput, GetBucketLocationCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

/** Buckets in us-east-1 have no constraint. Source: S3 API, GetBucketLocation. */
export const getBucketLocation =
  ({
    buckets,
  }: S3Dependencies): Handler<GetBucketLocationCommandInput, Omit<GetBucketLocationCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { region } = bucketOf(buckets, scope, input);
    if (region === 'us-east-1') return {};
    return { LocationConstraint: region as NonNullable<GetBucketLocationCommandOutput['LocationConstraint']> };
  };
