import type { PutBucketLifecycleConfigurationCommandInput } from '@aws-sdk/client-s3';
import { malformedXml } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

/** Recorded: nothing expires here. */
export const putBucketLifecycleConfiguration =
  ({ buckets }: S3Dependencies): Handler<PutBucketLifecycleConfigurationCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const { LifecycleConfiguration: lifecycle } = input;
    if (!lifecycle) throw malformedXml();
    buckets.change(scope, name, (bucket) => void (bucket.documents = { ...bucket.documents, lifecycle }));
    return {};
  };
