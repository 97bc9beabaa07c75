import type { DescribeAlarmsCommandInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { invalidCombination } from '../../../runtime/alarms/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';
import { wireAlarm } from '../mapping.ts';
import { page } from '../pages.ts';

export const describeAlarms =
  ({ alarms }: CloudWatchDependencies): Handler<DescribeAlarmsCommandInput, DescribeAlarmsOutput> =>
  (input, { scope }) => {
    if (input.AlarmNames?.length && input.AlarmNamePrefix !== undefined)
      throw invalidCombination('AlarmNames and AlarmNamePrefix cannot be used together.');
    const wantsMetricAlarms = !input.AlarmTypes?.length || input.AlarmTypes.includes('MetricAlarm');
    const matching = alarms.list(scope).filter(({ definition, state }) => {
      if (!wantsMetricAlarms) return false;
      if (input.AlarmNames?.length && !input.AlarmNames.includes(definition.name)) return false;
      if (input.AlarmNamePrefix !== undefined && !definition.name.startsWith(input.AlarmNamePrefix)) return false;
      if (input.StateValue !== undefined && input.StateValue !== state) return false;
      const actions = [...definition.okActions, ...definition.alarmActions, ...definition.insufficientDataActions];
      return input.ActionPrefix === undefined || actions.some((action) => action.startsWith(input.ActionPrefix ?? ''));
    });
    // Source: DescribeAlarms, MaxRecords: at most 100, 50 when not given.
    const { items, nextToken } = page(matching, input.NextToken, input.MaxRecords ?? 50);
    return { MetricAlarms: items.map(wireAlarm), CompositeAlarms: [], NextToken: nextToken };
  };
