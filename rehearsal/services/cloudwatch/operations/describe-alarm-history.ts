import type { DescribeAlarmHistoryCommandInput, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';
import { wireHistoryItem } from '../mapping.ts';
import { page } from '../pages.ts';

/** Newest first unless ScanBy says otherwise. */
export const describeAlarmHistory =
  ({ alarms }: CloudWatchDependencies): Handler<DescribeAlarmHistoryCommandInput, DescribeAlarmHistoryOutput> =>
  (input, { scope }) => {
    const from = input.StartDate?.getTime() ?? 0;
    const to = input.EndDate?.getTime() ?? Infinity;
    const matching = alarms.history(scope).filter((item) => {
      if (input.AlarmName !== undefined && item.alarmName !== input.AlarmName) return false;
      if (input.HistoryItemType !== undefined && item.type !== input.HistoryItemType) return false;
      return item.at >= from && item.at <= to;
    });
    const ordered = input.ScanBy === 'TimestampAscending' ? matching : matching.toReversed();
    const { items, nextToken } = page(ordered, input.NextToken, input.MaxRecords ?? 100);
    return { AlarmHistoryItems: items.map(wireHistoryItem), NextToken: nextToken };
  };
