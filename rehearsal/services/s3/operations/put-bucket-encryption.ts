import type { PutBucketEncryptionCommandInput } from '@aws-sdk/client-s3';
import { malformedXml } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const putBucketEncryption =
  ({ buckets }: S3Dependencies): Handler<PutBucketEncryptionCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const [rule, ...others] = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    const { SSEAlgorithm: algorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    if (algorithm === undefined || others.length > 0) throw malformedXml();
    buckets.change(scope, name, (bucket) => {
      bucket.encryption = {
        algorithm,
        ...(KMSMasterKeyID !== undefined && { kmsKeyId: KMSMasterKeyID }),
        ...(rule?.BucketKeyEnabled !== undefined && { bucketKey: rule.BucketKeyEnabled }),
      };
    });
    return {};
  };
