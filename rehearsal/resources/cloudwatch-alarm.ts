import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import { alarmDefinition, type AlarmInput, type MetricQueryInput } from '../runtime/alarms/alarm-input.ts';
import type { Alarm, Alarms } from '../runtime/alarms/alarms.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

/** Numbers and booleans may still be text, as templates allow. */
export type CloudWatchAlarmProperties = Omit<AlarmInput, 'Tags'> & { Tags?: { Key: string; Value: string }[] };

const dimensions = list(struct({ Name: 'value', Value: 'value' }));
const metricStat = struct({
  Metric: struct({ Namespace: 'value', MetricName: 'value', Dimensions: dimensions }),
  Period: 'value',
  Stat: 'value',
  Unit: 'value',
});

const properties: Record<string, PropertyShape> = {
  ActionsEnabled: 'value',
  AlarmActions: 'value',
  AlarmDescription: 'value',
  AlarmName: 'value',
  ComparisonOperator: 'value',
  DatapointsToAlarm: 'value',
  Dimensions: dimensions,
  EvaluateLowSampleCountPercentile: 'value',
  EvaluationPeriods: 'value',
  ExtendedStatistic: 'value',
  InsufficientDataActions: 'value',
  MetricName: 'value',
  Metrics: list(
    struct({ Id: 'value', Label: 'value', ReturnData: 'value', Expression: 'value', MetricStat: metricStat }),
  ),
  Namespace: 'value',
  OKActions: 'value',
  Period: 'value',
  Statistic: 'value',
  Tags: tags,
  Threshold: 'value',
  TreatMissingData: 'value',
  Unit: 'value',
};

/** AWS::CloudWatch::Alarm. `Ref` is its name. */
export function cloudwatchAlarmProvider({
  alarms,
  ids,
}: {
  alarms: Alarms;
  ids: Ids;
}): ResourceProvider<CloudWatchAlarmProperties> {
  return {
    type: 'AWS::CloudWatch::Alarm',
    properties,
    replaceOn: ['AlarmName'],
    async create(wanted, context) {
      const name = wanted.AlarmName ?? generatedName(ids, context, 255);
      if (alarms.read(context.scope, [name]).length > 0) throw new Error(`${name} already exists`);
      return stateOf(alarms.put(context.scope, definitionOf(wanted, name), tagsOf(wanted, context.stackTags)));
    },
    async update(state, wanted, _previous, { scope, stackTags }) {
      const alarm = alarms.put(scope, definitionOf(wanted, state.physicalId));
      alarms.tag(scope, state.physicalId, tagsOf(wanted, stackTags));
      return stateOf(alarm);
    },
    async delete(state, _wanted, { scope }) {
      unlessGone(() => alarms.delete(scope, [state.physicalId]));
    },
  };
}

function definitionOf(wanted: CloudWatchAlarmProperties, name: string) {
  const { Tags: _tags, ...input } = wanted;
  return alarmDefinition({
    ...input,
    AlarmName: name,
    ...numbers(input, ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold']),
    ...(input.ActionsEnabled !== undefined && { ActionsEnabled: isTrue(input.ActionsEnabled) }),
    ...(input.Metrics && { Metrics: input.Metrics.map(queryOf) }),
  });
}

const queryOf = (query: MetricQueryInput): MetricQueryInput => ({
  ...query,
  ...(query.ReturnData !== undefined && { ReturnData: isTrue(query.ReturnData) }),
  ...(query.MetricStat && { MetricStat: { ...query.MetricStat, ...numbers(query.MetricStat, ['Period']) } }),
});

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function numbers<K extends string>(from: Partial<Record<K, unknown>>, names: readonly K[]): Partial<Record<K, number>> {
  const result: Partial<Record<K, number>> = {};
  for (const name of names) if (from[name] !== undefined) result[name] = Number(from[name]);
  return result;
}

const tagsOf = ({ Tags = [] }: CloudWatchAlarmProperties, stackTags: Record<string, string>) => ({
  ...stackTags,
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
});

const stateOf = (alarm: Alarm): ResourceState => ({
  physicalId: alarm.definition.name,
  attributes: { Arn: alarm.arn },
});
