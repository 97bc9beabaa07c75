const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The simulated milliseconds of `rate(5 minutes)`; undefined when the text is no rate. A value of 1 takes the singular, all
 * others the plural. Source: EventBridge user guide, "Rate expressions".
 */
export function rateOf(expression: string): number | undefined {
  const found = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  const [count, unit, plural] = [Number(found?.[1]), found?.[2] as keyof typeof UNITS | undefined, found?.[3] === 's'];
  if (unit === undefined || count < 1 || plural !== count > 1) return undefined;
  return count * UNITS[unit];
}
