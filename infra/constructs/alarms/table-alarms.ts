import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, TreatMissingData, type Alarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { operationalAlarm } from './operational-alarm.ts';

/**
 * What a new on-demand table takes at once, in units a second (DynamoDB developer guide, "On-demand capacity mode", initial
 * throughput). It grows to twice the last peak; beyond the double within half an hour it may throttle.
 */
const INITIAL = { Read: 12_000, Write: 4_000 } as const;
/** Of that, where somebody should know. */
const SHARE = 0.8;

/** Those that the service and its function call; ThrottledRequests and SystemErrors have the operation as a dimension. */
const OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Scan'] as const;

const PERIOD = Duration.minutes(1);

/**
 * A table by its name. Alarms on metrics of AWS/DynamoDB ignore missing data whatever they say (CloudWatch API reference,
 * PutMetricAlarm), so one on a count that is not reported at zero would never end: each is an expression that fills in zero.
 */
export function tableAlarms(scope: Construct, prefix: string, tableName: string): Alarm[] {
  const metric = (metricName: string, dimensions: Record<string, string> = {}) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      statistic: Stats.SUM,
      period: PERIOD,
      dimensionsMap: { TableName: tableName, ...dimensions },
    });
  const sum = (label: string, usingMetrics: Record<string, IMetric>) =>
    new MathExpression({
      label,
      expression: Object.keys(usingMetrics)
        .map((id) => `FILL(${id}, 0)`)
        .join(' + '),
      usingMetrics,
      period: PERIOD,
    });
  const byOperation = (metricName: string) =>
    sum(
      metricName,
      Object.fromEntries(
        OPERATIONS.map((Operation) => [
          `${Operation[0]?.toLowerCase()}${Operation.slice(1)}`,
          metric(metricName, { Operation }),
        ]),
      ),
    );
  const alarm = (id: string, what: string, of: IMetric, threshold: number, breaching: number, action: string) =>
    operationalAlarm(scope, id, {
      prefix,
      what,
      metric: of,
      threshold,
      breaching,
      of: 5,
      missing: TreatMissingData.NOT_BREACHING,
      action,
    });
  const consumed = (kind: keyof typeof INITIAL) =>
    alarm(
      `Consumed${kind}s`,
      `table-${kind.toLowerCase()}s`,
      sum(`Consumed${kind}CapacityUnits`, { units: metric(`Consumed${kind}CapacityUnits`) }),
      INITIAL[kind] * SHARE * PERIOD.toSeconds(),
      3,
      `Find what ${kind === 'Read' ? 'reads' : 'writes'} so much, and warm the table's throughput before it throttles.`,
    );

  return [
    consumed('Read'),
    consumed('Write'),
    alarm(
      'ThrottleEvents',
      'table-throttles',
      sum('Throttle events', { reads: metric('ReadThrottleEvents'), writes: metric('WriteThrottleEvents') }),
      1,
      2,
      "Look for a hot key or a peak beyond the table's throughput: reads or writes were throttled.",
    ),
    alarm(
      'ThrottledRequests',
      'table-throttled-requests',
      byOperation('ThrottledRequests'),
      1,
      2,
      "Look for a hot key or a peak beyond the table's throughput: whole requests were throttled.",
    ),
    alarm(
      'SystemErrors',
      'table-system-errors',
      byOperation('SystemErrors'),
      1,
      2,
      'Look at the AWS Health Dashboard: DynamoDB itself answers 5xx; clients retry.',
    ),
  ];
}
