import { AwsError } from '../kernel/aws-error.ts';
import type { WireRequest } from './protocols/protocol.ts';

export interface BucketAddress {
  bucket?: string;
  key?: string;
}

// `s3.<region>`, `s3-<region>`, `s3.dualstack.<region>`, and names that loopback resolves.
const S3_HOST = /^(?:(?<bucket>.+)\.)?s3(?:[.-][a-z0-9-]+){0,2}\.amazonaws\.com$/;
const LOCAL_HOST = /^(?:(?<bucket>.+?)\.)?(?:s3\.)?localhost$/;

/**
 * Bucket and key of a request, decoded: the bucket before the host's own name (virtual-hosted style) or first in the path
 * (path style). Throws InvalidURI. Source: S3 User Guide, "Virtual hosting of general purpose buckets".
 */
export function bucketAddress(request: Pick<WireRequest, 'path' | 'headers'>): BucketAddress {
  const path = request.path.replace(/^\//, '');
  const bucket = bucketOfHost(request.headers.host);
  if (bucket !== undefined) return { bucket, ...keyOf(path) };
  const slash = path.indexOf('/');
  if (slash < 0) return path === '' ? {} : { bucket: decoded(path) };
  return { bucket: decoded(path.slice(0, slash)), ...keyOf(path.slice(slash + 1)) };
}

/** Whether the host's name alone says that S3 is meant, as in links that carry no signature. */
export const isBucketHost = (host: string | undefined): boolean => S3_HOST.test(nameOf(host));

function bucketOfHost(host: string | undefined): string | undefined {
  const name = nameOf(host);
  const bucket = (S3_HOST.exec(name) ?? LOCAL_HOST.exec(name))?.groups?.['bucket'];
  return bucket === 's3' ? undefined : bucket;
}

const nameOf = (host = ''): string => host.replace(/:\d+$/, '').toLowerCase();

const keyOf = (path: string): { key?: string } => (path === '' ? {} : { key: decoded(path) });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { cause });
  }
}
