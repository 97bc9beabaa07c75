import type { GetObjectTaggingCommandInput, GetObjectTaggingCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireVersion } from '../mapping.ts';
import { wireTags } from '../tags.ts';

export const getObjectTagging =
  ({
    buckets,
  }: S3Dependencies): Handler<GetObjectTaggingCommandInput, Omit<GetObjectTaggingCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const bucket = bucketOf(buckets, scope, input);
    const { object } = buckets.head(scope, bucket.name, input.Key ?? '', { versionId: input.VersionId });
    return { TagSet: wireTags(object.tags), ...wireVersion(bucket, object.versionId) };
  };
