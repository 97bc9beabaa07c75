import type { StoredObject } from '../../domain/bucket/object-version.ts';
import { matches } from '../../domain/bucket/preconditions.ts';
import { invalidArgument, keyTooLong, noSuchKey, notImplemented, preconditionFailed } from './errors.ts';

export interface WriteConditions {
  ifMatch?: string | undefined;
  /** `*` only. */
  ifNoneMatch?: string | undefined;
}

/** Throws PreconditionFailed, NoSuchKey. Source: S3 User Guide, "How to prevent object overwrites with conditional writes". */
export function assertWrite(
  key: string,
  { ifMatch, ifNoneMatch }: WriteConditions,
  current: StoredObject | undefined,
): void {
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw notImplemented('If-None-Match with anything but * on a write');
  if (ifNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(ifMatch, current.etag)) throw preconditionFailed('If-Match');
}

/** 1 to 1024 bytes in UTF-8. Source: S3 User Guide, "Naming Amazon S3 objects". */
export function assertKey(key: string): void {
  if (key === '') throw invalidArgument('A key has at least one character.');
  const size = Buffer.byteLength(key);
  if (size > 1024) throw keyTooLong(size);
}
