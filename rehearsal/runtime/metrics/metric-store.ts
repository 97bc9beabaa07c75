import type { MetricIdentity, MetricStat } from '../../domain/alarm/alarm.ts';
import type { Datapoint } from '../../domain/alarm/evaluate.ts';
import { PerScope, type Scope } from '../../kernel/scope.ts';
import type { MetricSamples, MetricSink } from '../ports/metric-sink.ts';
import { combine, statisticOf, type Aggregate } from './aggregate.ts';
import { Series } from './series.ts';

interface StoredMetric {
  identity: MetricIdentity;
  /** By unit; the empty string for none. */
  byUnit: Map<string, Series>;
  lastAt: number;
}

/** The least recently written metrics of a scope make room beyond this many. */
const MAX_METRICS = 20_000;

/** Metrics of every account and region, at real timestamps. */
export class MetricStore implements MetricSink {
  readonly #metrics = new PerScope(() => new Map<string, StoredMetric>());

  /** What the rehearsed world measures. */
  record(scope: Scope, samples: MetricSamples[]): void {
    for (const { namespace, name, dimensions, at, values, counts, totals, unit } of samples) {
      if (values.length === 0 && !totals) continue;
      const aggregate = { ...aggregateOf(values, unit, counts), ...totals };
      this.add(scope, { namespace, name, dimensions }, at, aggregate);
    }
  }

  add(scope: Scope, identity: MetricIdentity, at: number, aggregate: Aggregate): void {
    const metrics = this.#metrics.of(scope);
    const key = keyOf(identity);
    const metric = metrics.get(key) ?? { identity, byUnit: new Map<string, Series>(), lastAt: 0 };
    const unit = aggregate.unit ?? '';
    const series = metric.byUnit.get(unit) ?? new Series();
    metric.byUnit.set(unit, series);
    series.add(at, aggregate);
    metric.lastAt = Math.max(metric.lastAt, at);
    // Set again so that the map's order is the order of the last write.
    metrics.delete(key);
    metrics.set(key, metric);
    if (metrics.size > MAX_METRICS) metrics.delete(metrics.keys().next().value ?? '');
  }

  /** Samples with `from <= at < to`. Dimensions match exactly: CloudWatch does not sum over them. */
  between(scope: Scope, identity: MetricIdentity, from: number, to: number, unit?: string): Aggregate | undefined {
    const byUnit = this.#metrics.of(scope).get(keyOf(identity))?.byUnit;
    const series = unit === undefined ? [...(byUnit?.values() ?? [])] : [byUnit?.get(unit)];
    return combine(series.map((one) => one?.between(from, to)).filter((part) => part !== undefined));
  }

  /** One statistic's value for each of `count` windows that end at `end`, oldest first. `windowMs` is real time. */
  windows(
    scope: Scope,
    stat: MetricStat,
    end: number,
    windowMs: number,
    count: number,
  ): { point: Datapoint; samples: number }[] {
    return Array.from({ length: count }, (_, index) => {
      const from = end - (count - index) * windowMs;
      const aggregate = this.between(scope, stat.metric, from, from + windowMs, stat.unit);
      return { point: aggregate && statisticOf(aggregate, stat.statistic), samples: aggregate?.sampleCount ?? 0 };
    });
  }

  /** Every metric that has data, with the time of its last sample. */
  list(scope: Scope): { identity: MetricIdentity; lastAt: number }[] {
    return [...this.#metrics.of(scope).values()];
  }
}

/** `counts`: how many samples each value stands for; one each without it. */
export function aggregateOf(values: readonly number[], unit?: string, counts?: readonly number[]): Aggregate {
  let sampleCount = 0;
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  // Equal values share an entry: a count of requests is that many ones.
  const weights = new Map<number, number>();
  for (const [index, value] of values.entries()) {
    const count = counts?.[index] ?? 1;
    sampleCount += count;
    sum += value * count;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    weights.set(value, (weights.get(value) ?? 0) + count);
  }
  const weighted = Array.from(weights, ([value, weight]) => ({ value, weight }));
  return { sampleCount, sum, minimum, maximum, weighted, unit };
}

function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
