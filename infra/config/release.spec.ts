import { describe, expect, it } from '@jest/globals';
import { parseRelease } from './release.ts';

describe('a release label', () => {
  it.each(['v42', '2026-11-20.1', 'a', 'x'.repeat(64)])('may be %s', (label) => {
    expect(parseRelease(label)).toBe(label);
  });

  it.each([undefined, ''])('may be absent (%p)', (label) => {
    expect(parseRelease(label)).toBeUndefined();
  });

  it.each(['-v1', 'v 1', 'x'.repeat(65), '"; rm'])('may not be %p, and the message says what may', (label) => {
    expect(() => parseRelease(label)).toThrow('write 1 to 64 letters, digits, dots, dashes or underscores');
  });
});
