/** What the query parameter `number` turned out to be. */
export type FactorialNumber =
  { readonly ok: true; readonly n: number } | { readonly ok: false; readonly detail: string };

/** Decimal digits only: a sign, a point, an exponent or a space is another number, or none. */
export function parseFactorialNumber(value: unknown, max: number): FactorialNumber {
  const allowed = `number must be one whole number from 0 to ${max}, in decimal digits`;
  const refuse = (found: string): FactorialNumber => ({ ok: false, detail: `${allowed}; ${found}.` });

  if (value === undefined) return refuse('it is missing');
  if (Array.isArray(value)) return refuse(`it is given ${value.length} times`);
  if (typeof value !== 'string') return refuse('it is not text');
  if (value === '') return refuse('it is empty');
  if (/^-\d+$/.test(value)) return refuse('it is negative');
  if (/^[+-]?\d*[.,]\d+$/.test(value)) return refuse('it has a fraction');
  if (!/^\d+$/.test(value)) return refuse('it is not a number in digits');
  const n = Number(value);
  return n <= max ? { ok: true, n } : refuse('it is too large');
}
