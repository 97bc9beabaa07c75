import type { PutBucketTaggingCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { readTags } from '../tags.ts';

export const putBucketTagging =
  ({ buckets }: S3Dependencies): Handler<PutBucketTaggingCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const tags = readTags(input.Tagging?.TagSet);
    buckets.change(scope, name, (bucket) => void (bucket.tags = tags));
    return {};
  };
