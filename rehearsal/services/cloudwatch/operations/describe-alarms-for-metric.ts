import type { DescribeAlarmsForMetricCommandInput, DescribeAlarmsForMetricOutput } from '@aws-sdk/client-cloudwatch';
import { statisticText } from '../../../domain/alarm/statistic.ts';
import { metricIdentity } from '../../../runtime/alarms/alarm-input.ts';
import { missingParameter } from '../../../runtime/alarms/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';
import { wireAlarm } from '../mapping.ts';

/** Alarms on one metric; those on expressions are left out. Source: DescribeAlarmsForMetric. */
export const describeAlarmsForMetric =
  ({ alarms }: CloudWatchDependencies): Handler<DescribeAlarmsForMetricCommandInput, DescribeAlarmsForMetricOutput> =>
  (input, { scope }) => {
    if (input.Namespace === undefined) throw missingParameter('Namespace');
    if (input.MetricName === undefined) throw missingParameter('MetricName');
    const wanted = metricIdentity(input.Namespace, input.MetricName, input.Dimensions);
    const statistic = input.Statistic ?? input.ExtendedStatistic;
    const matching = alarms.list(scope).filter(({ definition: { watches } }) => {
      if (watches.kind !== 'metric') return false;
      const { metric, period, unit } = watches.stat;
      if (metric.namespace !== wanted.namespace || metric.name !== wanted.name) return false;
      if (!hasDimensions(metric.dimensions, wanted.dimensions)) return false;
      if (statistic !== undefined && statistic !== statisticText(watches.stat.statistic)) return false;
      return (input.Period ?? period) === period && (input.Unit ?? unit) === unit;
    });
    return { MetricAlarms: matching.map(wireAlarm) };
  };

const hasDimensions = (actual: Record<string, string>, wanted: Record<string, string>): boolean =>
  Object.keys(actual).length === Object.keys(wanted).length &&
  Object.entries(wanted).every(([name, value]) => actual[name] === value);
