import { describe, expect, it } from '@jest/globals';
import { parseMatcher } from './matcher.ts';

describe('matchers', () => {
  it.each([
    ['200', [[200, 200]]],
    [
      '200,301',
      [
        [200, 200],
        [301, 301],
      ],
    ],
    ['200-299', [[200, 299]]],
    ['199', undefined],
    ['200-500', undefined],
    ['299-200', undefined],
    ['ok', undefined],
    ['', undefined],
  ])('%p is %j', (text, ranges) => {
    expect(parseMatcher(text)).toEqual(ranges);
  });
});
