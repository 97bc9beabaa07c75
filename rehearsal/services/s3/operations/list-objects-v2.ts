import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { invalidArgument } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { nameWriter, pageSize } from '../list-names.ts';
import { wireOwner } from '../mapping.ts';
import { wireEntry } from '../wire-entry.ts';

export const listObjectsV2 =
  ({ buckets }: S3Dependencies): Handler<ListObjectsV2CommandInput, Omit<ListObjectsV2CommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { Prefix: prefix = '', Delimiter: delimiter, ContinuationToken: token, EncodingType } = input;
    const bucket = bucketOf(buckets, scope, input);
    const maxKeys = pageSize(input.MaxKeys);
    const after = token === undefined ? input.StartAfter : readToken(token);
    const page = buckets.list(scope, bucket.name, { prefix, delimiter, after, maxKeys });
    const name = nameWriter(EncodingType);
    return {
      Name: bucket.name,
      Prefix: name(prefix),
      ...(delimiter && { Delimiter: name(delimiter) }),
      MaxKeys: maxKeys,
      ...(EncodingType && { EncodingType }),
      KeyCount: page.items.length + page.commonPrefixes.length,
      IsTruncated: page.isTruncated,
      ...(token !== undefined && { ContinuationToken: token }),
      ...(page.isTruncated && page.last !== undefined && { NextContinuationToken: writeToken(page.last) }),
      ...(input.StartAfter !== undefined && { StartAfter: name(input.StartAfter) }),
      Contents: page.items.map((item) => ({
        ...wireEntry(name, item),
        ...(input.FetchOwner && { Owner: wireOwner(bucket.owner) }),
      })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: name(common) })),
    };
  };

const writeToken = (last: string): string => Buffer.from(last).toString('base64url');

function readToken(token: string): string {
  const last = Buffer.from(token, 'base64url').toString();
  if (last === '' || writeToken(last) !== token)
    throw invalidArgument('The continuation token provided is incorrect', { ArgumentName: 'continuation-token' });
  return last;
}
