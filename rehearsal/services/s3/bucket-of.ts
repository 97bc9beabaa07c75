import type { Bucket } from '../../domain/bucket/bucket.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { Buckets } from '../../runtime/buckets/buckets.ts';
import { accessDenied } from '../../runtime/buckets/errors.ts';

/** The bucket that a request names. Throws NoSuchBucket, and AccessDenied when it is not the expected owner's. */
export function bucketOf(
  buckets: Buckets,
  scope: Scope,
  input: { Bucket?: string | undefined; ExpectedBucketOwner?: string | undefined },
): Readonly<Bucket> {
  const bucket = buckets.find(scope, input.Bucket ?? '');
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.owner) throw accessDenied();
  return bucket;
}
