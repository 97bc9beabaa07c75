import type {
  GetBucketOwnershipControlsCommandInput,
  GetBucketOwnershipControlsCommandOutput,
  OwnershipControls,
} from '@aws-sdk/client-s3';
import { noSuchDocument } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const getBucketOwnershipControls =
  ({
    buckets,
  }: S3Dependencies): Handler<
    GetBucketOwnershipControlsCommandInput,
    Omit<GetBucketOwnershipControlsCommandOutput, '$metadata'>
  > =>
  (input, { scope }) => {
    const { name, documents } = bucketOf(buckets, scope, input);
    const { ownershipControls: found } = documents;
    if (!found)
      throw noSuchDocument('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', name);
    return { OwnershipControls: found as OwnershipControls };
  };
