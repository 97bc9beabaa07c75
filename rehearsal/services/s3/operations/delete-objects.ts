import type { DeletedObject, DeleteObjectsCommandInput, DeleteObjectsCommandOutput } from '@aws-sdk/client-s3';
import type { Bucket } from '../../../domain/bucket/bucket.ts';
import { malformedXml } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { refuseUnimplemented } from '../refuse.ts';

/** Up to 1000 keys or versions. Source: S3 API, DeleteObjects. */
export const deleteObjects =
  ({ buckets }: S3Dependencies): Handler<DeleteObjectsCommandInput, Omit<DeleteObjectsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const { Objects = [], Quiet } = input.Delete ?? {};
    if (Objects.length === 0 || Objects.length > 1000) throw malformedXml();
    const deleted = Objects.map(({ Key = '', VersionId }) =>
      told(bucket, Key, VersionId, buckets.deleteObject(scope, bucket.name, Key, VersionId)),
    );
    return Quiet ? {} : { Deleted: deleted };
  };

/** A marker that was made and one that was removed are told with other members. Source: S3 API, DeletedObject. */
function told(
  bucket: Readonly<Bucket>,
  key: string,
  asked: string | undefined,
  { versionId, isMarker }: { versionId?: string; isMarker: boolean },
): DeletedObject {
  return {
    Key: key,
    ...(asked !== undefined && { VersionId: asked }),
    ...(isMarker && bucket.versioning !== undefined && { DeleteMarker: true, DeleteMarkerVersionId: versionId }),
  };
}
