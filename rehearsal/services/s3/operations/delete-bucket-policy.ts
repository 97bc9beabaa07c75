import type { DeleteBucketPolicyCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const deleteBucketPolicy =
  ({ buckets }: S3Dependencies): Handler<DeleteBucketPolicyCommandInput, object> =>
  (input, { scope }) => {
    buckets.change(scope, bucketOf(buckets, scope, input).name, (bucket) => void delete bucket.policy);
    return {};
  };
