import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmState, Gateways } from './gateways.ts';

export function alarmGateway(client: CloudWatchClient): Gateways['alarms'] {
  return {
    /** Those of `names` that exist. A release has at most ten, a page holds a hundred. */
    async states(names): Promise<AlarmState[]> {
      if (names.length === 0) return [];
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({
          AlarmNames: names,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
        }),
      );
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '', StateValue, StateReason = '' }) => ({
        name: AlarmName,
        state: StateValue ?? 'INSUFFICIENT_DATA',
        reason: StateReason,
      }));
    },
  };
}
