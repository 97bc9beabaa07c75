import type { Bucket } from '../../domain/bucket/bucket.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { Buckets } from '../../runtime/buckets/buckets.ts';
import { invalidArgument } from '../../runtime/buckets/errors.ts';
import type { ReadOptions } from '../../runtime/buckets/select-object.ts';
import { bucketOf } from './bucket-of.ts';

interface CopyInput {
  CopySource?: string | undefined;
  CopySourceIfMatch?: string | undefined;
  CopySourceIfNoneMatch?: string | undefined;
  CopySourceIfModifiedSince?: Date | undefined;
  CopySourceIfUnmodifiedSince?: Date | undefined;
  ExpectedSourceBucketOwner?: string | undefined;
}

/** `[/]<bucket>/<key>[?versionId=…]`, percent-encoded. Source: S3 API, CopyObject ("x-amz-copy-source"). */
export function copySource(
  buckets: Buckets,
  scope: Scope,
  input: CopyInput,
): { owner: Readonly<Bucket>; bucket: string; key: string; options: ReadOptions } {
  const [path = '', versionId] = (input.CopySource ?? '').split('?versionId=');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodedSource(path)) ?? [];
  if (bucket === undefined || key === undefined)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: path,
    });
  const owner = bucketOf(buckets, scope, { Bucket: bucket, ExpectedBucketOwner: input.ExpectedSourceBucketOwner });
  const conditions = {
    ifMatch: input.CopySourceIfMatch,
    ifNoneMatch: input.CopySourceIfNoneMatch,
    ifModifiedSince: input.CopySourceIfModifiedSince?.getTime(),
    ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince?.getTime(),
  };
  return { owner, bucket, key, options: { versionId, conditions } };
}

/** Clients that do not encode it are understood too, as by S3. */
function decodedSource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
