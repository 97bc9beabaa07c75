import type { DeleteBucketEncryptionCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

/** Back to keys that S3 manages. Source: S3 API, DeleteBucketEncryption. */
export const deleteBucketEncryption =
  ({ buckets }: S3Dependencies): Handler<DeleteBucketEncryptionCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    buckets.change(scope, name, (bucket) => void (bucket.encryption = { algorithm: 'AES256' }));
    return {};
  };
