import type { HeadObjectCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { readOptions, wireObject } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

export const headObject =
  ({ buckets }: S3Dependencies): Handler<HeadObjectCommandInput, Omit<HeadObjectCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const { object, range } = buckets.head(scope, bucket.name, input.Key ?? '', readOptions(input));
    return wireObject(bucket, object, range, input);
  };
