import type { Statistic } from '../../domain/alarm/statistic.ts';
import { assertNever } from '../../kernel/assert-never.ts';

/** All samples of one metric in a span of time. */
export interface Aggregate {
  sampleCount: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** What is known of the distribution: a value and how many samples it stands for. Not in order. */
  weighted: { value: number; weight: number }[];
  unit: string | undefined;
}

/** The joint aggregate; undefined when there is none. */
export function combine(parts: readonly Aggregate[]): Aggregate | undefined {
  const [first] = parts;
  if (!first) return undefined;
  return {
    sampleCount: total(parts, (part) => part.sampleCount),
    sum: total(parts, (part) => part.sum),
    minimum: Math.min(...parts.map((part) => part.minimum)),
    maximum: Math.max(...parts.map((part) => part.maximum)),
    weighted: parts.flatMap((part) => part.weighted),
    unit: first.unit,
  };
}

const total = (parts: readonly Aggregate[], of: (part: Aggregate) => number): number =>
  parts.reduce((sum, part) => sum + of(part), 0);

/** Undefined for a percentile of samples that came as totals only. */
export function statisticOf(aggregate: Aggregate, statistic: Statistic): number | undefined {
  switch (statistic.kind) {
    case 'Sum':
      return aggregate.sum;
    case 'SampleCount':
      return aggregate.sampleCount;
    case 'Average':
      return aggregate.sum / aggregate.sampleCount;
    case 'Minimum':
      return aggregate.minimum;
    case 'Maximum':
      return aggregate.maximum;
    case 'percentile':
      return percentile(aggregate, statistic.percent);
    default:
      return assertNever(statistic);
  }
}

/** Nearest rank. Unverified: CloudWatch's own method of interpolation is not published. */
function percentile({ weighted }: Aggregate, percent: number): number | undefined {
  const sorted = weighted.toSorted((a, b) => a.value - b.value);
  const samples = sorted.reduce((sum, entry) => sum + entry.weight, 0);
  const rank = Math.max((percent / 100) * samples, Number.EPSILON);
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    // The last hair is rounding, not a sample.
    if (seen + 1e-9 >= rank) return value;
  }
  return sorted.at(-1)?.value;
}
