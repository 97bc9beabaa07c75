import type { GetBucketTaggingCommandInput, GetBucketTaggingCommandOutput } from '@aws-sdk/client-s3';
import { noSuchDocument } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireTags } from '../tags.ts';

export const getBucketTagging =
  ({
    buckets,
  }: S3Dependencies): Handler<GetBucketTaggingCommandInput, Omit<GetBucketTaggingCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name, tags } = bucketOf(buckets, scope, input);
    if (!tags) throw noSuchDocument('NoSuchTagSet', 'The TagSet does not exist', name);
    return { TagSet: wireTags(tags) };
  };
