/** Conditions of a request on the object that it names; times are epoch milliseconds. */
export interface Preconditions {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
  ifModifiedSince?: number | undefined;
  ifUnmodifiedSince?: number | undefined;
}

/**
 * Whether a read goes on. `condition` is the header that forbids it. An entity tag outweighs a time: the time is not looked
 * at beside it. Source: S3 API, GetObject ("Additional Considerations about Request Headers"), RFC 9110, section 13.2.2.
 */
export function checkRead(
  { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince }: Preconditions,
  object: { etag: string; modifiedAt: number },
): { verdict: 'proceed' } | { verdict: 'failed' | 'not-modified'; condition: string } {
  // HTTP dates have no fractions.
  const modifiedAt = Math.floor(object.modifiedAt / 1000) * 1000;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) return { verdict: 'failed', condition: 'If-Match' };
  } else if (ifUnmodifiedSince !== undefined && modifiedAt > ifUnmodifiedSince)
    return { verdict: 'failed', condition: 'If-Unmodified-Since' };
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, object.etag)) return { verdict: 'not-modified', condition: 'If-None-Match' };
  } else if (ifModifiedSince !== undefined && modifiedAt <= ifModifiedSince)
    return { verdict: 'not-modified', condition: 'If-Modified-Since' };
  return { verdict: 'proceed' };
}

/** Whether a list of entity tags, or `*`, names this one. */
export const matches = (list: string, etag: string): boolean =>
  list.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '').replaceAll('"', '') === etag);
