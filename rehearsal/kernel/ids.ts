/** Random identifiers in the shapes AWS uses. Injected, so that a test may fix them. */
export interface Ids {
  /** Lower-case hexadecimal, `length` characters. */
  hex(length: number): string;
  /** Upper-case letters and digits, `length` characters. */
  upper(length: number): string;
  /** Decimal digits, `length` characters, not starting with 0. */
  digits(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

const HEX = '0123456789abcdef';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const randomIds: Ids = idsFrom((bytes) => crypto.getRandomValues(bytes));

/** Identifiers from any source of bytes (a seeded one in tests). */
function idsFrom(fill: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): Ids {
  const pick = (alphabet: string, length: number) =>
    Array.from(fill(new Uint8Array(length)), (byte) => alphabet[byte % alphabet.length]).join('');
  return {
    hex: (length) => pick(HEX, length),
    upper: (length) => pick(UPPER, length),
    digits: (length) => pick('123456789', 1) + pick('0123456789', length - 1),
    uuid: () => {
      const h = pick(HEX, 32);
      const variant = '89ab'[Number.parseInt(h[16] ?? '0', 16) % 4];
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20, 32)}`;
    },
  };
}
