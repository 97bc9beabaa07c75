/**
 * n! exactly, by a product tree: factors of like size are multiplied, so the big multiplications are few.
 * Turning the result into decimal digits costs more than the product itself.
 */
export function factorial(n: number): bigint {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`factorial of ${n}`);
  return product(1, n);
}

/** Below this many factors one after the other is faster than splitting further. */
const LEAF = 16;

/** low × (low + 1) × … × high; 1 when the range is empty. */
function product(low: number, high: number): bigint {
  if (high - low < LEAF) {
    let result = 1n;
    for (let factor = low; factor <= high; factor++) result *= BigInt(factor);
    return result;
  }
  const middle = (low + high) >>> 1;
  return product(low, middle) * product(middle + 1, high);
}
