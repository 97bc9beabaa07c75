import type { ListObjectsCommandInput, ListObjectsCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { nameWriter, pageSize } from '../list-names.ts';
import { wireOwner } from '../mapping.ts';
import { wireEntry } from '../wire-entry.ts';

/** The older list: it goes on after a marker. `NextMarker` comes with a delimiter only. Source: S3 API, ListObjects. */
export const listObjects =
  ({ buckets }: S3Dependencies): Handler<ListObjectsCommandInput, Omit<ListObjectsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { Prefix: prefix = '', Delimiter: delimiter, Marker: after, EncodingType } = input;
    const bucket = bucketOf(buckets, scope, input);
    const maxKeys = pageSize(input.MaxKeys);
    const page = buckets.list(scope, bucket.name, { prefix, delimiter, after, maxKeys });
    const name = nameWriter(EncodingType);
    return {
      Name: bucket.name,
      Prefix: name(prefix),
      Marker: name(after ?? ''),
      ...(delimiter && { Delimiter: name(delimiter) }),
      MaxKeys: maxKeys,
      ...(EncodingType && { EncodingType }),
      IsTruncated: page.isTruncated,
      ...(page.isTruncated && delimiter && page.last !== undefined && { NextMarker: name(page.last) }),
      Contents: page.items.map((item) => ({ ...wireEntry(name, item), Owner: wireOwner(bucket.owner) })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: name(common) })),
    };
  };
