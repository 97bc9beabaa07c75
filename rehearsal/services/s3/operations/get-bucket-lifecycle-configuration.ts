import type {
  GetBucketLifecycleConfigurationCommandInput,
  GetBucketLifecycleConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import { noSuchDocument } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const getBucketLifecycleConfiguration =
  ({
    buckets,
  }: S3Dependencies): Handler<
    GetBucketLifecycleConfigurationCommandInput,
    Omit<GetBucketLifecycleConfigurationCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const { name, documents } = bucketOf(buckets, scope, input);
    const { lifecycle: found } = documents;
    if (!found)
      throw noSuchDocument('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', name);
    return found;
  };
