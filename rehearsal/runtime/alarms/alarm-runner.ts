import { periodOf, type AlarmDefinition, type MetricStat } from '../../domain/alarm/alarm.ts';
import { breaches, evaluateAlarm, type AlarmRule, type Datapoint } from '../../domain/alarm/evaluate.ts';
import { stateReason } from '../../domain/alarm/reason.ts';
import { hasFewSamples, statisticText } from '../../domain/alarm/statistic.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { queryPoints } from '../metrics/query-values.ts';
import type { Alarm, Alarms } from './alarms.ts';

export interface AlarmRunnerDependencies {
  clock: Clock;
  log: Log;
  alarms: Alarms;
  metrics: MetricStore;
}

/**
 * Windows that are read besides EvaluationPeriods. AWS's example has 5 for 3; how it is computed is not published, so
 * this is unverified for other lengths.
 */
const EXTRA_WINDOWS = 2;
/** Windows shorter than this hold too few samples to mean anything, whatever the speed. */
const SHORTEST_WINDOW_MS = 1000;
/**
 * Real time between a window's end and its evaluation, so that samples of its last second are in. AWS's own metrics
 * arrive minutes late; this is the rehearsal's number.
 */
const SETTLE_MS = 250;
/** Simulated; how often due alarms are looked for. */
const LOOK_EVERY_MS = 5_000;

/**
 * Evaluates every alarm. Each minute (each ten seconds where the period is below a minute) of simulated time the windows
 * slide on. Source: CloudWatch User Guide, "Alarm evaluation": windows slide with each evaluation, which comes every
 * minute for periods of a minute or more. Unverified: the ten seconds.
 */
export class AlarmRunner {
  readonly #dependencies: AlarmRunnerDependencies;
  /** End of the last evaluated window, by alarm ARN. */
  readonly #evaluated = new Map<string, number>();
  #stop: (() => void) | undefined;

  constructor(dependencies: AlarmRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    this.#stop ??= this.#dependencies.clock.every(LOOK_EVERY_MS, () => this.evaluateDue());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Evaluates each alarm whose next window has ended. */
  evaluateDue(): void {
    const { alarms, log } = this.#dependencies;
    const all = alarms.all();
    for (const { scope, alarm } of all) {
      const end = this.#windowEnd(alarm.definition);
      if ((this.#evaluated.get(alarm.arn) ?? 0) >= end) continue;
      this.#evaluated.set(alarm.arn, end);
      try {
        this.#evaluate(scope, alarm, end);
      } catch (error) {
        log.error(`The alarm ${alarm.definition.name} could not be evaluated.`, { error: messageOf(error) });
      }
    }
    const known = new Set(all.map(({ alarm }) => alarm.arn));
    for (const arn of this.#evaluated.keys()) if (!known.has(arn)) this.#evaluated.delete(arn);
  }

  /** Value of the newest settled window that an alarm looks at; undefined without data. */
  newest(scope: Scope, definition: AlarmDefinition): Datapoint {
    const [end, windowMs] = [this.#windowEnd(definition), this.#realMs(periodOf(definition))];
    const read = (stat: MetricStat) =>
      this.#dependencies.metrics.windows(scope, stat, end, windowMs, 1).map((window) => window.point);
    return pointsOfAlarm(definition, read, 1)[0];
  }

  /** The last boundary between evaluations that is settled; boundaries are multiples of the interval in real time. */
  #windowEnd(definition: AlarmDefinition): number {
    const intervalMs = this.#realMs(periodOf(definition) >= 60 ? 60 : 10);
    return Math.floor((this.#dependencies.clock.now() - SETTLE_MS) / intervalMs) * intervalMs;
  }

  #realMs(seconds: number): number {
    return Math.max(this.#dependencies.clock.toReal(seconds * 1000), SHORTEST_WINDOW_MS);
  }

  #evaluate(scope: Scope, alarm: Alarm, end: number): void {
    const { definition } = alarm;
    const windowMs = this.#realMs(periodOf(definition));
    const length = definition.evaluationPeriods + EXTRA_WINDOWS;
    const samples: number[] = [];
    const read = (stat: MetricStat): Datapoint[] => {
      const windows = this.#dependencies.metrics.windows(scope, stat, end, windowMs, length);
      samples.push(windows.slice(-definition.evaluationPeriods).reduce((sum, window) => sum + window.samples, 0));
      return windows.map((window) => window.point);
    };
    const points = pointsOfAlarm(definition, read, length);
    if (isIgnored(definition, samples)) return;

    const rule: AlarmRule = {
      ...definition,
      datapointsToAlarm: definition.datapointsToAlarm ?? definition.evaluationPeriods,
    };
    const { state, evaluated, filled } = evaluateAlarm(points, rule);
    if (state === undefined || state === alarm.state) return;
    const real = evaluated.flatMap((at) => {
      const value = points[at];
      return value === undefined ? [] : [{ value, at: Math.round(end - (length - at) * windowMs) }];
    });
    const matching = real.filter((point) => breaches(point.value, rule) === (state === 'ALARM'));
    this.#dependencies.alarms.setState(scope, definition.name, {
      state,
      reason: stateReason(state, alarm.state, rule, matching, filled),
      reasonData: reasonData(definition, end, real),
    });
  }
}

function pointsOfAlarm(definition: AlarmDefinition, read: (stat: MetricStat) => Datapoint[], length: number) {
  const { watches } = definition;
  if (watches.kind === 'metric') return read(watches.stat);
  const returned = watches.queries.find((query) => query.returnData);
  return queryPoints(
    watches.queries,
    returned?.id ?? '',
    ({ source }) => (source.kind === 'stat' ? read(source.stat) : []),
    length,
  );
}

/** Only an alarm on one percentile can be told to wait for more samples. */
function isIgnored({ watches, lowSamples }: AlarmDefinition, samples: readonly number[]): boolean {
  if (lowSamples === 'evaluate' || watches.kind !== 'metric') return false;
  const [count = 0] = samples;
  return count > 0 && hasFewSamples(watches.stat.statistic, count);
}

/** Source: StateReasonData of DescribeAlarms, version 1.0. */
function reasonData(definition: AlarmDefinition, end: number, real: readonly { value: number; at: number }[]): string {
  const { watches } = definition;
  return JSON.stringify({
    version: '1.0',
    queryDate: new Date(end).toISOString().replace('Z', '+0000'),
    ...(watches.kind === 'metric' && { statistic: statisticText(watches.stat.statistic) }),
    period: periodOf(definition),
    recentDatapoints: real.map((point) => point.value).toReversed(),
    threshold: definition.threshold,
    evaluatedDatapoints: real.map((point) => ({
      timestamp: new Date(point.at).toISOString().replace('Z', '+0000'),
      value: point.value,
    })),
  });
}
