import type { MetricQuery, MetricStat } from '../../domain/alarm/alarm.ts';
import { statisticText } from '../../domain/alarm/statistic.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AlarmTransition } from './alarms.ts';

/** Region names that notifications show; others are shown by their code. Source: AWS General Reference, CloudWatch endpoints. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-2': 'US West (Oregon)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-north-1': 'EU (Stockholm)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
};

const regionName = ({ region }: Scope): string => REGION_NAMES[region] ?? region;

/** `2026-01-01T00:00:00.000+0000` */
const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');

/**
 * Detail of "CloudWatch Alarm State Change", and `alarmData` of what a function gets. Source: CloudWatch User Guide, "Alarm
 * events and EventBridge"; for functions "Invoke a Lambda function from an alarm".
 */
export function alarmDetail({ alarm, previous }: AlarmTransition): object {
  const { definition } = alarm;
  const stateOf = ({ state, reason, reasonData, changedAt }: AlarmTransition['previous']) => ({
    value: state,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    timestamp: stamp(changedAt),
  });
  return {
    alarmName: definition.name,
    state: stateOf({ ...alarm, changedAt: alarm.stateChangedAt }),
    previousState: stateOf(previous),
    configuration: {
      ...(definition.description !== undefined && { description: definition.description }),
      metrics:
        definition.watches.kind === 'metric'
          ? [{ id: 'm1', metricStat: metricStatOf(definition.watches.stat), returnData: true }]
          : definition.watches.queries.map(queryOf),
    },
  };
}

/** What a function is invoked with. */
export const functionEvent = (transition: AlarmTransition): object => ({
  source: 'aws.cloudwatch',
  alarmArn: transition.alarm.arn,
  accountId: transition.scope.account,
  time: stamp(transition.alarm.stateChangedAt),
  region: transition.scope.region,
  alarmData: alarmDetail(transition),
});

/** Of a topic's message. Source: notifications of real accounts, as AWS's examples quote them; cut to what SNS takes. */
export const notificationSubject = ({ scope, alarm }: AlarmTransition): string =>
  `${alarm.state}: "${alarm.definition.name}" in ${regionName(scope)}`.slice(0, 100);

/** What a topic gets, as JSON. Source: the same. Metrics of expressions are written as in the alarm's configuration. */
export function notificationMessage({ scope, alarm, previous }: AlarmTransition): string {
  const { definition } = alarm;
  return JSON.stringify({
    AlarmName: definition.name,
    AlarmDescription: definition.description ?? null,
    AWSAccountId: scope.account,
    AlarmConfigurationUpdatedTimestamp: stamp(alarm.configuredAt),
    NewStateValue: alarm.state,
    NewStateReason: alarm.reason,
    StateChangeTime: stamp(alarm.stateChangedAt),
    Region: regionName(scope),
    AlarmArn: alarm.arn,
    OldStateValue: previous.state,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    Trigger: {
      ...triggerOf(definition.watches),
      EvaluationPeriods: definition.evaluationPeriods,
      DatapointsToAlarm: definition.datapointsToAlarm ?? definition.evaluationPeriods,
      ComparisonOperator: definition.comparisonOperator,
      Threshold: definition.threshold,
      TreatMissingData: definition.treatMissingData,
      EvaluateLowSampleCountPercentile: definition.lowSamples === 'ignore' ? 'ignore' : '',
    },
  });
}

function triggerOf(watches: AlarmTransition['alarm']['definition']['watches']): object {
  if (watches.kind === 'queries')
    return {
      Metrics: watches.queries.map(({ id, label, returnData, source }) => ({
        Id: id,
        ...(label !== undefined && { Label: label }),
        ReturnData: returnData,
        ...(source.kind === 'expression'
          ? { Expression: source.expression }
          : {
              MetricStat: {
                Metric: metricOf(source.stat),
                Period: source.stat.period,
                Stat: statisticText(source.stat.statistic),
              },
            }),
      })),
    };
  const { statistic, period, unit } = watches.stat;
  return {
    ...metricOf(watches.stat),
    StatisticType: statistic.kind === 'percentile' ? 'ExtendedStatistic' : 'Statistic',
    // Names are in capitals here: SUM, AVERAGE, SAMPLE_COUNT. Percentiles are not.
    [statistic.kind === 'percentile' ? 'ExtendedStatistic' : 'Statistic']:
      statistic.kind === 'percentile'
        ? statisticText(statistic)
        : statistic.kind.replace(/(?<=[a-z])(?=[A-Z])/, '_').toUpperCase(),
    Unit: unit ?? null,
    Period: period,
  };
}

const metricOf = ({ metric }: MetricStat) => ({
  MetricName: metric.name,
  Namespace: metric.namespace,
  Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
});

const metricStatOf = ({ metric, statistic, period, unit }: MetricStat) => ({
  metric: { namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions },
  period,
  stat: statisticText(statistic),
  ...(unit !== undefined && { unit }),
});

const queryOf = ({ id, label, returnData, source }: MetricQuery) => ({
  id,
  ...(label !== undefined && { label }),
  ...(source.kind === 'stat' ? { metricStat: metricStatOf(source.stat) } : { expression: source.expression }),
  returnData,
});
