import { describe, expect, it } from '@jest/globals';
import { parseFactorialNumber } from './factorial-number.ts';

describe('the number of which a factorial is asked', () => {
  it.each([
    ['0', 0],
    ['50', 50],
    ['007', 7],
    ['1000', 1000],
  ])('%j is %d', (text, n) => {
    expect(parseFactorialNumber(text, 1000)).toEqual({ ok: true, n });
  });

  it.each([
    [undefined, 'it is missing'],
    ['', 'it is empty'],
    [['1', '2'], 'it is given 2 times'],
    [{ a: 1 }, 'it is not text'],
    ['-1', 'it is negative'],
    ['1.5', 'it has a fraction'],
    ['5.0', 'it has a fraction'],
    ['.5', 'it has a fraction'],
    ['1,5', 'it has a fraction'],
    ['1e3', 'it is not a number in digits'],
    ['0x10', 'it is not a number in digits'],
    [' 5', 'it is not a number in digits'],
    ['5\n', 'it is not a number in digits'],
    ['٥', 'it is not a number in digits'],
    ['Infinity', 'it is not a number in digits'],
    ['1001', 'it is too large'],
    ['9'.repeat(400), 'it is too large'],
  ])('%j is refused: %s', (value, found) => {
    expect(parseFactorialNumber(value, 1000)).toEqual({
      ok: false,
      detail: `number must be one whole number from 0 to 1000, in decimal digits; ${found}.`,
    });
  });
});
