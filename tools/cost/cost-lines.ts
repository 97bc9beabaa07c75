import type { Price } from './prices.ts';

/** A row of a bill: what, how the amount comes about, and dollars a month. */
export interface CostLine {
  readonly what: string;
  readonly arithmetic: string;
  readonly usd: number;
}

/** As AWS counts a month where it says hours: 365 × 24 / 12. */
export const HOURS = 730;
export const SECONDS = HOURS * 3600;

/** `factors` times the price. Factors are written rounded and multiplied exactly. */
export function costs(
  what: string,
  price: Price,
  ...factors: readonly (readonly [amount: number, unit: string])[]
): CostLine {
  const amount = factors.reduce((product, [factor]) => product * factor, 1);
  const words = factors.map(([factor, unit]) => `${plain(factor)}${unit === '' ? '' : ` ${unit}`}`);
  return { what, arithmetic: [...words, unitPrice(price)].join(' × '), usd: amount * price.usd };
}

export const sum = (lines: readonly CostLine[]): number => lines.reduce((total, { usd }) => total + usd, 0);

export const dollars = (usd: number): string => `$${usd.toFixed(2)}`;

/** Without trailing zeros, and never in powers of ten. */
export const unitPrice = ({ usd }: Price): string => `$${usd.toFixed(12).replace(/\.?0+$/, '')}`;

/** At most two decimals, and three significant digits below one. */
export const plain = (number: number): string =>
  String(Number(Math.abs(number) < 1 ? number.toPrecision(3) : number.toFixed(2)));
