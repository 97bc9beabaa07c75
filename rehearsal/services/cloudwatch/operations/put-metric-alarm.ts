import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { alarmDefinition } from '../../../runtime/alarms/alarm-input.ts';
import { notRehearsed } from '../../../runtime/alarms/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';

const NOT_REHEARSED = [
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
] as const;

export const putMetricAlarm =
  ({ alarms }: CloudWatchDependencies): Handler<PutMetricAlarmCommandInput, void> =>
  (input, { scope }) => {
    for (const name of NOT_REHEARSED) if (input[name] !== undefined) throw notRehearsed(name);
    const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
    alarms.put(scope, alarmDefinition(input), tags);
  };
