import type {
  AlarmHistoryItem as WireHistoryItem,
  Dimension,
  MetricAlarm,
  MetricDataQuery,
  StandardUnit,
  Statistic as WireStatistic,
} from '@aws-sdk/client-cloudwatch';
import type { MetricQuery } from '../../domain/alarm/alarm.ts';
import { statisticText } from '../../domain/alarm/statistic.ts';
import type { Alarm, AlarmHistoryItem } from '../../runtime/alarms/alarms.ts';

export function wireAlarm(alarm: Alarm): MetricAlarm {
  const { definition } = alarm;
  return {
    AlarmName: definition.name,
    AlarmArn: alarm.arn,
    AlarmDescription: definition.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: definition.actionsEnabled,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateReasonData: alarm.reasonData,
    StateUpdatedTimestamp: new Date(alarm.stateChangedAt),
    StateTransitionedTimestamp: new Date(alarm.stateChangedAt),
    ...wireWatches(alarm),
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    Threshold: definition.threshold,
    ComparisonOperator: definition.comparisonOperator,
    TreatMissingData: definition.treatMissingData,
    ...(definition.lowSamples === 'ignore' && { EvaluateLowSampleCountPercentile: 'ignore' }),
  };
}

function wireWatches({ definition: { watches } }: Alarm): Partial<MetricAlarm> {
  if (watches.kind === 'queries') return { Metrics: watches.queries.map(wireQuery), Dimensions: [] };
  const { metric, statistic, period, unit } = watches.stat;
  const text = statisticText(statistic);
  return {
    Namespace: metric.namespace,
    MetricName: metric.name,
    Dimensions: wireDimensions(metric.dimensions),
    Period: period,
    ...(statistic.kind === 'percentile' ? { ExtendedStatistic: text } : { Statistic: text as WireStatistic }),
    ...(unit !== undefined && { Unit: unit as StandardUnit }),
  };
}

const wireQuery = ({ id, label, returnData, source }: MetricQuery): MetricDataQuery => ({
  Id: id,
  Label: label,
  ReturnData: returnData,
  ...(source.kind === 'expression'
    ? { Expression: source.expression }
    : {
        MetricStat: {
          Metric: {
            Namespace: source.stat.metric.namespace,
            MetricName: source.stat.metric.name,
            Dimensions: wireDimensions(source.stat.metric.dimensions),
          },
          Period: source.stat.period,
          Stat: statisticText(source.stat.statistic),
          Unit: source.stat.unit as StandardUnit | undefined,
        },
      }),
});

export const wireDimensions = (dimensions: Record<string, string>): Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

export const wireHistoryItem = (item: AlarmHistoryItem): WireHistoryItem => ({
  AlarmName: item.alarmName,
  AlarmType: 'MetricAlarm',
  Timestamp: new Date(item.at),
  HistoryItemType: item.type,
  HistorySummary: item.summary,
  HistoryData: item.data,
});
