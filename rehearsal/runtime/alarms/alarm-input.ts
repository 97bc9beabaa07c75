import type {
  AlarmDefinition,
  ComparisonOperator,
  MetricIdentity,
  MetricQuery,
  MetricStat,
  TreatMissingData,
} from '../../domain/alarm/alarm.ts';
import { parseStatistic } from '../../domain/alarm/statistic.ts';
import { invalidAlarm, invalidCombination, missingParameter, notRehearsed } from './errors.ts';

/**
 * An alarm in AWS's own words, which PutMetricAlarm and AWS::CloudWatch::Alarm share.
 * Source: CloudWatch API, PutMetricAlarm.
 */
export interface AlarmInput {
  AlarmName?: string;
  AlarmDescription?: string;
  ActionsEnabled?: boolean;
  OKActions?: string[];
  AlarmActions?: string[];
  InsufficientDataActions?: string[];
  MetricName?: string;
  Namespace?: string;
  Statistic?: string;
  ExtendedStatistic?: string;
  Dimensions?: DimensionInput[];
  Period?: number;
  Unit?: string;
  EvaluationPeriods?: number;
  DatapointsToAlarm?: number;
  Threshold?: number;
  ComparisonOperator?: string;
  TreatMissingData?: string;
  EvaluateLowSampleCountPercentile?: string;
  Metrics?: MetricQueryInput[];
}

export interface DimensionInput {
  Name?: string | undefined;
  Value?: string | undefined;
}

export interface MetricQueryInput {
  Id?: string | undefined;
  Label?: string | undefined;
  ReturnData?: boolean | undefined;
  Expression?: string | undefined;
  AccountId?: string | undefined;
  Period?: number | undefined;
  MetricStat?: MetricStatInput | undefined;
}

interface MetricStatInput {
  Metric?:
    | { Namespace?: string | undefined; MetricName?: string | undefined; Dimensions?: DimensionInput[] | undefined }
    | undefined;
  Period?: number | undefined;
  Stat?: string | undefined;
  Unit?: string | undefined;
}

const OPERATORS: readonly ComparisonOperator[] = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const TREATMENTS: readonly TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** Throws what PutMetricAlarm answers for what is missing, not allowed together, or not rehearsed. */
export function alarmDefinition(input: AlarmInput): AlarmDefinition {
  return {
    name: required(input.AlarmName, 'AlarmName'),
    ...(input.AlarmDescription !== undefined && { description: input.AlarmDescription }),
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: input.OKActions ?? [],
    alarmActions: input.AlarmActions ?? [],
    insufficientDataActions: input.InsufficientDataActions ?? [],
    watches: watchesOf(input),
    threshold: required(input.Threshold, 'Threshold'),
    comparisonOperator: operatorOf(required(input.ComparisonOperator, 'ComparisonOperator')),
    evaluationPeriods: required(input.EvaluationPeriods, 'EvaluationPeriods'),
    ...(input.DatapointsToAlarm !== undefined && { datapointsToAlarm: input.DatapointsToAlarm }),
    treatMissingData: oneOf(TREATMENTS, missingDataOf(input), 'TreatMissingData'),
    lowSamples: oneOf(
      ['evaluate', 'ignore'] as const,
      input.EvaluateLowSampleCountPercentile ?? 'evaluate',
      'EvaluateLowSampleCountPercentile',
    ),
  };
}

/** Alarms on DynamoDB's metrics ignore missing data whatever they say. Source: PutMetricAlarm, TreatMissingData. */
function missingDataOf({ Namespace, TreatMissingData = 'missing' }: AlarmInput): string {
  return Namespace === 'AWS/DynamoDB' && TREATMENTS.some((treat) => treat === TreatMissingData)
    ? 'ignore'
    : TreatMissingData;
}

/** Entries of `Metrics`, as alarms and GetMetricData have them. */
export function metricQuery(input: MetricQueryInput): MetricQuery {
  const { Id, Label, Expression, MetricStat } = input;
  if ((Expression === undefined) === (MetricStat === undefined))
    throw invalidCombination('Each element of Metrics must have either Expression or MetricStat.');
  if (input.AccountId !== undefined) throw notRehearsed('AccountId in Metrics');
  return {
    id: required(Id, 'Metrics.Id'),
    ...(Label !== undefined && { label: Label }),
    returnData: input.ReturnData ?? true,
    source:
      Expression === undefined
        ? { kind: 'stat', stat: metricStat(MetricStat ?? {}) }
        : { kind: 'expression', expression: Expression },
  };
}

export const metricIdentity = (namespace: string, name: string, dimensions: DimensionInput[] = []): MetricIdentity => ({
  namespace,
  name,
  dimensions: Object.fromEntries(
    dimensions.map(({ Name, Value }) => [required(Name, 'Dimensions.Name'), required(Value, 'Dimensions.Value')]),
  ),
});

function metricStat({ Metric, Period, Stat, Unit }: MetricStatInput): MetricStat {
  const namespace = required(Metric?.Namespace, 'MetricStat.Metric.Namespace');
  const name = required(Metric?.MetricName, 'MetricStat.Metric.MetricName');
  return {
    metric: metricIdentity(namespace, name, Metric?.Dimensions),
    statistic: statistic(required(Stat, 'MetricStat.Stat')),
    period: required(Period, 'MetricStat.Period'),
    ...(Unit !== undefined && { unit: Unit }),
  };
}

function watchesOf(input: AlarmInput): AlarmDefinition['watches'] {
  if (input.Metrics && input.Metrics.length > 0) {
    const single = [
      'MetricName',
      'Namespace',
      'Statistic',
      'ExtendedStatistic',
      'Dimensions',
      'Period',
      'Unit',
    ] as const;
    const both = single.filter((name) =>
      Array.isArray(input[name]) ? input[name].length > 0 : input[name] !== undefined,
    );
    if (both.length > 0) throw invalidCombination(`Metrics cannot be used together with ${both.join(', ')}.`);
    return { kind: 'queries', queries: input.Metrics.map(metricQuery) };
  }
  if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined))
    throw invalidCombination('Exactly one of Statistic and ExtendedStatistic is required.');
  const metric = metricIdentity(
    required(input.Namespace, 'Namespace'),
    required(input.MetricName, 'MetricName'),
    input.Dimensions,
  );
  const stat: MetricStat = {
    metric,
    statistic: statistic(input.Statistic ?? input.ExtendedStatistic ?? ''),
    period: required(input.Period, 'Period'),
    ...(input.Unit !== undefined && { unit: input.Unit }),
  };
  return { kind: 'metric', stat };
}

export function statistic(text: string) {
  const parsed = parseStatistic(text);
  if (!parsed) throw notRehearsed(`the statistic ${text}`);
  return parsed;
}

function operatorOf(text: string): ComparisonOperator {
  if (text.includes('UpperThreshold') || text.includes('LowerThreshold'))
    throw notRehearsed(`the operator ${text} (anomaly detection)`);
  return oneOf(OPERATORS, text, 'ComparisonOperator');
}

function oneOf<T extends string>(allowed: readonly T[], text: string, name: string): T {
  const found = allowed.find((candidate) => candidate === text);
  if (found === undefined) throw invalidAlarm(`${name} must be one of ${allowed.join(', ')}, not ${text}.`);
  return found;
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw missingParameter(name);
  return value;
}
