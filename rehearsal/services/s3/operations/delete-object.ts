import type { DeleteObjectCommandInput, DeleteObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { notImplemented } from '../../../runtime/buckets/errors.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { wireVersion } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

/** Deleting what is not there succeeds. */
export const deleteObject =
  ({ buckets }: S3Dependencies): Handler<DeleteObjectCommandInput, Omit<DeleteObjectCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    refuseUnimplemented(input);
    if (input.IfMatch !== undefined) throw notImplemented('If-Match on DeleteObject');
    const bucket = bucketOf(buckets, scope, input);
    const deleted = buckets.deleteObject(scope, bucket.name, input.Key ?? '', input.VersionId);
    return { ...(deleted.isMarker && { DeleteMarker: true }), ...wireVersion(bucket, deleted.versionId) };
  };
