import type { PutObjectTaggingCommandInput, PutObjectTaggingCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireVersion } from '../mapping.ts';
import { readTags } from '../tags.ts';

export const putObjectTagging =
  ({
    buckets,
  }: S3Dependencies): Handler<PutObjectTaggingCommandInput, Omit<PutObjectTaggingCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const bucket = bucketOf(buckets, scope, input);
    const tags = readTags(input.Tagging?.TagSet, 10);
    const object = buckets.retag(scope, bucket.name, input.Key ?? '', tags, input.VersionId);
    return wireVersion(bucket, object.versionId);
  };
