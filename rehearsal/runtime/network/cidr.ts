/** A range of IPv4 addresses. */
export interface Cidr {
  /** As a number. */
  first: number;
  size: number;
}

/** Undefined when the text is no IPv4 range with its first address. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length = ''] = text.split('/');
  const first = parseAddress(address);
  const bits = Number(length);
  if (first === undefined || !/^\d{1,2}$/.test(length) || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, size } : undefined;
}

export const contains = (range: Cidr, inner: Cidr): boolean =>
  inner.first >= range.first && inner.first + inner.size <= range.first + range.size;

export const overlaps = (one: Cidr, other: Cidr): boolean =>
  one.first < other.first + other.size && other.first < one.first + one.size;

/** Undefined when the text is no IPv4 address. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
