import type { Statistic } from './statistic.ts';

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type ComparisonOperator =
  'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';

export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface MetricIdentity {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** One statistic of one metric. */
export interface MetricStat {
  metric: MetricIdentity;
  statistic: Statistic;
  /** Seconds, as AWS counts them (scaled when an alarm evaluates). */
  period: number;
  unit?: string;
}

/** One entry of `Metrics`: a statistic or an expression over the others. */
export interface MetricQuery {
  id: string;
  label?: string;
  returnData: boolean;
  source: { kind: 'stat'; stat: MetricStat } | { kind: 'expression'; expression: string };
}

export interface AlarmDefinition {
  name: string;
  description?: string;
  actionsEnabled: boolean;
  okActions: string[];
  alarmActions: string[];
  insufficientDataActions: string[];
  /** A single metric, or queries of which exactly one returns data. */
  watches: { kind: 'metric'; stat: MetricStat } | { kind: 'queries'; queries: MetricQuery[] };
  threshold: number;
  comparisonOperator: ComparisonOperator;
  /** N of "M out of N". */
  evaluationPeriods: number;
  /** M of "M out of N"; N when it is not given. */
  datapointsToAlarm?: number;
  treatMissingData: TreatMissingData;
  /** `ignore` keeps the state while a percentile has too few samples. */
  lowSamples: 'evaluate' | 'ignore';
}

/** The period that the alarm's data points have: queries share one. */
export function periodOf(definition: AlarmDefinition): number {
  const { watches } = definition;
  if (watches.kind === 'metric') return watches.stat.period;
  return Math.max(60, ...watches.queries.map(({ source }) => (source.kind === 'stat' ? source.stat.period : 0)));
}
