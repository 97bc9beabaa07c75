import type { GetBucketPolicyCommandInput, GetBucketPolicyCommandOutput } from '@aws-sdk/client-s3';
import { noSuchDocument } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const getBucketPolicy =
  ({
    buckets,
  }: S3Dependencies): Handler<GetBucketPolicyCommandInput, Omit<GetBucketPolicyCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name, policy } = bucketOf(buckets, scope, input);
    if (policy === undefined) throw noSuchDocument('NoSuchBucketPolicy', 'The bucket policy does not exist', name);
    return { Policy: policy };
  };
