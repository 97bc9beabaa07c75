import { describe, expect, it } from '@jest/globals';
import { byteRange } from './byte-range.ts';
import { checkRead, type Preconditions } from './preconditions.ts';

describe('byteRange', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=5-500', { start: 5, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=-', undefined],
  ])('%s of ten bytes is %j', (header, range) => expect(byteRange(header, 10)).toEqual(range));

  it('is never satisfied by nothing', () => {
    expect([byteRange('bytes=0-', 0), byteRange('bytes=-1', 0)]).toEqual(['unsatisfiable', 'unsatisfiable']);
  });
});

describe('checkRead', () => {
  // Within the second that an HTTP date can say.
  const object = { etag: 'abc', modifiedAt: 10_500 };
  it.each<[Preconditions, string]>([
    [{}, 'proceed'],
    [{ ifMatch: '"abc"' }, 'proceed'],
    [{ ifMatch: '*' }, 'proceed'],
    [{ ifMatch: '"x"' }, 'failed'],
    [{ ifNoneMatch: '"x", "abc"' }, 'not-modified'],
    [{ ifNoneMatch: 'W/"abc"' }, 'not-modified'],
    [{ ifNoneMatch: '"x"' }, 'proceed'],
    [{ ifModifiedSince: 10_000 }, 'not-modified'],
    [{ ifModifiedSince: 9000 }, 'proceed'],
    [{ ifUnmodifiedSince: 10_000 }, 'proceed'],
    [{ ifUnmodifiedSince: 9000 }, 'failed'],
    [{ ifMatch: '"abc"', ifUnmodifiedSince: 9000 }, 'proceed'],
    [{ ifNoneMatch: '"x"', ifModifiedSince: 10_000 }, 'proceed'],
  ])('%j: %s', (conditions, verdict) => expect(checkRead(conditions, object).verdict).toBe(verdict));
});
