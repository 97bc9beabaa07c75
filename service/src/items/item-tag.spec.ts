import { describe, expect, it } from '@jest/globals';
import { Problem } from '../http/problem.ts';
import { entityTag, matches, parseIfMatch, parseIfNoneMatch } from './item-tag.ts';

const STATE = { version: 3, createdAt: '2026-01-01T00:00:00.000Z' };
const TAG = '"3-1767225600000"';

describe('an entity tag', () => {
  it('names a version of an item, and the item', () => {
    expect(entityTag(STATE)).toBe(TAG);
    expect(parseIfMatch(TAG)).toEqual([STATE]);
  });

  it.each([
    [undefined, undefined],
    ['*', 'any'],
    [' * ', 'any'],
    [` ${TAG} , "1-0"`, [STATE, { version: 1, createdAt: '1970-01-01T00:00:00.000Z' }]],
    ['"", "abc", "3", "0-1", "-1-1", "3-x", "01-1", "1-1234567890123456"', []],
    [`W/${TAG}`, []],
  ])('If-Match: %s is %j', (header, condition) => expect(parseIfMatch(header)).toEqual(condition));

  it.each(['', 'abc', '"', 'w/"1"', '*, "1-1"', '"a b"', '"1-1",', Array.from({ length: 11 }, () => TAG).join(',')])(
    'If-Match: %s is refused',
    (header) => expect(() => parseIfMatch(header)).toThrow(Problem),
  );

  it('If-None-Match takes weak tags, too', () => {
    expect(parseIfNoneMatch(`W/${TAG}`)).toEqual([STATE]);
  });

  it('matches the same state only', () => {
    expect(matches('any', STATE)).toBe(true);
    expect(matches([STATE], { ...STATE })).toBe(true);
    expect(matches([], STATE)).toBe(false);
    expect(
      matches(
        [
          { ...STATE, version: 2 },
          { ...STATE, createdAt: '2026-01-01T00:00:00.001Z' },
        ],
        STATE,
      ),
    ).toBe(false);
  });
});
