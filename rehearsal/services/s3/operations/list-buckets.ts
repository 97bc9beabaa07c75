import type { ListBucketsCommandInput, ListBucketsCommandOutput } from '@aws-sdk/client-s3';
import { listPage } from '../../../domain/bucket/list-page.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireOwner } from '../mapping.ts';

/** The account's buckets of every region. The token is the last name of the page before. */
export const listBuckets =
  ({ buckets }: S3Dependencies): Handler<ListBucketsCommandInput, Omit<ListBucketsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { Prefix = '', MaxBuckets = 10_000, ContinuationToken, BucketRegion } = input;
    const owned = buckets
      .owned(scope.account)
      .filter(({ region }) => BucketRegion === undefined || region === BucketRegion)
      .map((bucket) => ({ ...bucket, key: bucket.name }));
    const page = listPage(owned, {
      prefix: Prefix,
      delimiter: undefined,
      after: ContinuationToken,
      maxKeys: MaxBuckets,
    });
    return {
      Owner: wireOwner(scope.account),
      Buckets: page.items.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: new Date(createdAt),
        BucketRegion: region,
        BucketArn: `arn:aws:s3:::${name}`,
      })),
      ...(Prefix && { Prefix }),
      ...(page.isTruncated && page.last !== undefined && { ContinuationToken: page.last }),
    };
  };
