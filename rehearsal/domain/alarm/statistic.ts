/** Sum, Average … by name, or a percentile. */
export type Statistic =
  { kind: 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount' } | { kind: 'percentile'; percent: number };

const NAMES = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;

/** `Sum`, `p99`, `p99.9` …; undefined for what is not understood (trimmed means and their like). */
export function parseStatistic(text: string): Statistic | undefined {
  const name = NAMES.find((candidate) => candidate === text);
  if (name) return { kind: name };
  const percent = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.[1] ?? Number.NaN);
  return percent >= 0 && percent <= 100 ? { kind: 'percentile', percent } : undefined;
}

export const statisticText = (statistic: Statistic): string =>
  statistic.kind === 'percentile' ? `p${statistic.percent}` : statistic.kind;

/**
 * Whether a percentile has too few samples to mean anything: fewer than 10/(1-p), or 10/p in the lower half.
 * Source: CloudWatch User Guide, percentile-based alarms and low data samples.
 */
export function hasFewSamples(statistic: Statistic, samples: number): boolean {
  if (statistic.kind !== 'percentile') return false;
  const share = statistic.percent / 100;
  // Rounded, because 1 - 0.99 is a little more than 0.01 in binary.
  return samples < Math.round(share >= 0.5 ? 10 / (1 - share) : 10 / share);
}
