import type { DeleteBucketTaggingCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const deleteBucketTagging =
  ({ buckets }: S3Dependencies): Handler<DeleteBucketTaggingCommandInput, object> =>
  (input, { scope }) => {
    buckets.change(scope, bucketOf(buckets, scope, input).name, (bucket) => void delete bucket.tags);
    return {};
  };
