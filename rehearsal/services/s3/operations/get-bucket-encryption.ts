import type { GetBucketEncryptionCommandInput, GetBucketEncryptionCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireEncryption } from '../mapping.ts';

/** Every bucket has one. Source: S3 User Guide, "Setting default server-side encryption behavior". */
export const getBucketEncryption =
  ({
    buckets,
  }: S3Dependencies): Handler<GetBucketEncryptionCommandInput, Omit<GetBucketEncryptionCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { encryption } = bucketOf(buckets, scope, input);
    const { ServerSideEncryption, SSEKMSKeyId } = wireEncryption(encryption);
    const byDefault = {
      SSEAlgorithm: ServerSideEncryption,
      ...(SSEKMSKeyId !== undefined && { KMSMasterKeyID: SSEKMSKeyId }),
    };
    const rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: encryption.bucketKey ?? false };
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  };
