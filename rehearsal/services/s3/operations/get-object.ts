import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { readOptions, wireObject } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

type Output = Omit<GetObjectCommandOutput, '$metadata' | 'Body'> & { Body: AsyncIterable<Uint8Array> };

export const getObject =
  ({ buckets }: S3Dependencies): Handler<GetObjectCommandInput, Output> =>
  (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const { object, range, body } = buckets.get(scope, bucket.name, input.Key ?? '', readOptions(input));
    return { ...wireObject(bucket, object, range, input), Body: body };
  };
