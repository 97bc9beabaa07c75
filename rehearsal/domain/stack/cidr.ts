import { validationError } from './validation-error.ts';

/** `Fn::Cidr` for IPv4: `count` blocks of `bits` host bits out of `block`. Source: user guide, "Fn::Cidr". */
export function assignedRanges(block: string, count: number, bits: number): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (!match) throw validationError(`Template error: Fn::Cidr: the rehearsal reads IPv4 blocks only, not ${block}.`);
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (!(count >= 1 && count <= 256))
    throw validationError('Template error: Fn::Cidr: count must be between 1 and 256.');
  const size = 2 ** bits;
  if (size * count > 2 ** (32 - prefix))
    throw validationError(`Template error: Fn::Cidr: ${block} does not hold ${count} blocks of ${bits} bits.`);
  const start = ((a * 256 + b) * 256 + c) * 256 + d;
  return Array.from({ length: count }, (_, index) => `${dotted(start + index * size)}/${32 - bits}`);
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
