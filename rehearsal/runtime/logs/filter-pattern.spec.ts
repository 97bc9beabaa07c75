import { describe, expect, it } from '@jest/globals';
import { filterPattern } from './filter-pattern.ts';

describe('filterPattern', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR timeout', 'timeout and ERROR', true],
    ['ERROR timeout', 'ERROR only', false],
    ['"not found"', 'it was not found', true],
    ['"not found"', 'found, not lost', false],
    ['ERROR -"not found"', 'ERROR not found', false],
    ['?WARN ?ERROR', 'a WARN', true],
    ['?WARN ?ERROR', 'an INFO', false],
    [String.raw`"say \"x\""`, 'say "x" now', true],
  ])('%s on "%s"', (pattern, message, expected) => {
    expect(filterPattern(pattern)(message)).toBe(expected);
  });

  it.each(['{ $.level = "error" }', '[ip, user]', '%ERR.*%'])('refuses %s by name', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow('does not implement');
  });
});
