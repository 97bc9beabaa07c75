import * as client from '@aws-sdk/client-cloudwatch';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { CloudWatchDependencies } from './dependencies.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { getMetricData } from './operations/get-metric-data.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';

/** CloudWatch: metrics at real timestamps, metric alarms over scaled periods. */
export function cloudwatchApi(dependencies: CloudWatchDependencies): ServiceTable {
  return {
    name: 'cloudwatch',
    client,
    operations: {
      DeleteAlarms: deleteAlarms(dependencies),
      DescribeAlarmHistory: describeAlarmHistory(dependencies),
      DescribeAlarms: describeAlarms(dependencies),
      DescribeAlarmsForMetric: describeAlarmsForMetric(dependencies),
      GetMetricData: getMetricData(dependencies),
      GetMetricStatistics: getMetricStatistics(dependencies),
      ListMetrics: listMetrics(dependencies),
      PutMetricAlarm: putMetricAlarm(dependencies),
      PutMetricData: putMetricData(dependencies),
      SetAlarmState: setAlarmState(dependencies),
    },
    gaps: [
      'Of alarm actions topics, functions and scaling policies are executed; others (EC2, Systems Manager) fail, and the alarm history says so.',
      'Unverified: the data of Action items in the alarm history; the names of regions in notifications are known for eight regions, others are shown by code.',
      'Composite alarms, anomaly detection, Metrics Insights, PromQL, dashboards, metric streams and tag operations are not served.',
      'Statistics are Sum, Average, Minimum, Maximum, SampleCount and percentiles; trimmed means and their like are refused.',
      'Metric math knows + - * / ^, comparisons, AND, OR, IF, FILL, ABS, CEIL, FLOOR, AVG, MAX, MIN and SUM; other functions are refused.',
      'Metrics live in memory, for three hours; percentiles of data older than a quarter of an hour are coarse.',
      'GetMetricStatistics and GetMetricData count periods in real seconds; only alarms scale them. No window of an alarm is shorter than a real second.',
      'Unverified: FILL gives its value to every window of a metric that never had any data, too; what + and - make of a window that only one side has (nothing here).',
      'Unverified: how many points beyond EvaluationPeriods an alarm reads (two here), the interpolation of percentiles, the evaluation interval of alarms below a minute.',
    ],
  };
}
