import { byteRange, type ByteRange } from '../../domain/bucket/byte-range.ts';
import type { StoredObject } from '../../domain/bucket/object-version.ts';
import { checkRead, type Preconditions } from '../../domain/bucket/preconditions.ts';
import { currentObject, type KeyRecord } from '../../domain/bucket/versions.ts';
import {
  invalidPartNumber,
  invalidRange,
  invalidRequest,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  notModified,
  preconditionFailed,
} from './errors.ts';

export interface ReadOptions {
  versionId?: string | undefined;
  conditions?: Preconditions;
  /** A Range header. */
  range?: string | undefined;
  /** Of an object that was uploaded in parts; another one is its only part. */
  partNumber?: number | undefined;
}

export interface SelectedObject {
  object: StoredObject;
  /** Undefined when the whole is meant. */
  range: ByteRange | undefined;
}

/** What of a key a read means. Source: S3 API, GetObject and HeadObject. */
export function selectObject(key: string, record: KeyRecord | undefined, options: ReadOptions): SelectedObject {
  const object = versionOf(key, record, options.versionId);
  const checked = checkRead(options.conditions ?? {}, object);
  if (checked.verdict === 'failed') throw preconditionFailed(checked.condition);
  if (checked.verdict === 'not-modified') throw notModified(object.etag);
  return { object, range: rangeOf(object, options) };
}

function versionOf(key: string, record: KeyRecord | undefined, versionId: string | undefined): StoredObject {
  if (versionId === undefined) {
    const current = currentObject(record);
    if (!current) throw noSuchKey(key);
    return current;
  }
  const found = record?.versions.find((version) => version.versionId === versionId);
  if (!found) throw noSuchVersion(key, versionId);
  // Source: S3 User Guide, "Working with delete markers".
  if (found.kind === 'marker') throw methodNotAllowed();
  return found;
}

function rangeOf(object: StoredObject, { range, partNumber }: ReadOptions): ByteRange | undefined {
  if (partNumber !== undefined) {
    if (range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
    return partOf(object, partNumber);
  }
  const wanted = byteRange(range, object.size);
  if (wanted === 'unsatisfiable') throw invalidRange(object.size);
  return wanted;
}

function partOf({ size, parts = [size] }: StoredObject, partNumber: number): ByteRange | undefined {
  const length = parts[partNumber - 1];
  if (length === undefined) throw invalidPartNumber();
  const start = parts.slice(0, partNumber - 1).reduce((sum, part) => sum + part, 0);
  return size === 0 ? undefined : { start, end: start + length - 1 };
}
