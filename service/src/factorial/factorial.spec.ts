import { describe, expect, it } from '@jest/globals';
import { factorial } from './factorial.ts';

describe('factorial', () => {
  it.each([
    [0, '1'],
    [1, '1'],
    [2, '2'],
    [5, '120'],
    [20, '2432902008176640000'],
    [50, '30414093201713378043612608166064768844377641568960512000000000000'],
  ])('of %d is %s', (n, digits) => {
    expect(factorial(n).toString()).toBe(digits);
  });

  it('equals the product of all factors, one by one, up to 1,000', () => {
    let product = 1n;
    for (let n = 1; n <= 1_000; n++) {
      product *= BigInt(n);
      expect(factorial(n) === product).toBe(true);
    }
  });

  it('of 20,000 has its 77,338 digits, its zeros, and its remainder by a prime above it', () => {
    const digits = factorial(20_000).toString();
    expect(digits).toHaveLength(77_338);
    // Legendre: 20000/5 + 20000/25 + … zeros at the end, and no more.
    expect(/0*$/.exec(digits)?.[0]).toHaveLength(4_000 + 800 + 160 + 32 + 6 + 1);
    const prime = 1_000_003n;
    let remainder = 1n;
    for (let factor = 2n; factor <= 20_000n; factor++) remainder = (remainder * factor) % prime;
    expect(BigInt(digits) % prime).toBe(remainder);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('of %d does not exist here', (n) => {
    expect(() => factorial(n)).toThrow(RangeError);
  });
});
