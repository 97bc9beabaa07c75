import type { DeleteBucketCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const deleteBucket =
  ({ buckets }: S3Dependencies): Handler<DeleteBucketCommandInput, object> =>
  (input, { scope }) => {
    buckets.delete(scope, bucketOf(buckets, scope, input).name);
    return {};
  };
