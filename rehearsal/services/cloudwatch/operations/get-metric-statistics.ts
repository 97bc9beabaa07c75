import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsOutput,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { metricIdentity, statistic } from '../../../runtime/alarms/alarm-input.ts';
import { invalidCombination, invalidValue, missingParameter } from '../../../runtime/alarms/errors.ts';
import { statisticOf, type Aggregate } from '../../../runtime/metrics/aggregate.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';

/** Source: GetMetricStatistics, "maximum number of data points returned from a single call". */
const MOST_POINTS = 1440;

/** Periods are real seconds here: timestamps are real, and callers compare the two. */
export const getMetricStatistics =
  ({ metrics }: CloudWatchDependencies): Handler<GetMetricStatisticsCommandInput, GetMetricStatisticsOutput> =>
  (input, { scope }) => {
    const { Namespace, MetricName, StartTime, EndTime, Period } = input;
    if (Namespace === undefined || MetricName === undefined)
      throw missingParameter(Namespace === undefined ? 'Namespace' : 'MetricName');
    if (!StartTime || !EndTime || !Period)
      throw missingParameter(!StartTime ? 'StartTime' : !EndTime ? 'EndTime' : 'Period');
    if (StartTime >= EndTime)
      throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
    if (!input.Statistics?.length && !input.ExtendedStatistics?.length)
      throw missingParameter('Statistics or ExtendedStatistics');
    const periodMs = Period * 1000;
    const from = Math.floor(StartTime.getTime() / periodMs) * periodMs;
    const count = Math.ceil((EndTime.getTime() - from) / periodMs);
    if (count > MOST_POINTS)
      throw invalidValue(`You have requested up to ${count} datapoints, which exceeds the limit of ${MOST_POINTS}.`);
    const identity = metricIdentity(Namespace, MetricName, input.Dimensions);
    const points: Datapoint[] = [];
    for (let at = from; at < EndTime.getTime(); at += periodMs) {
      const aggregate = metrics.between(scope, identity, at, at + periodMs, input.Unit);
      if (aggregate) points.push(datapoint(at, aggregate, input));
    }
    return { Label: MetricName, Datapoints: points };
  };

function datapoint(at: number, aggregate: Aggregate, input: GetMetricStatisticsCommandInput): Datapoint {
  const point: Datapoint = { Timestamp: new Date(at), Unit: (aggregate.unit ?? 'None') as StandardUnit };
  for (const name of input.Statistics ?? []) {
    const value = statisticOf(aggregate, statistic(name));
    if (value !== undefined) point[name] = value;
  }
  const extended = (input.ExtendedStatistics ?? []).flatMap((name): [string, number][] => {
    const value = statisticOf(aggregate, statistic(name));
    return value === undefined ? [] : [[name, value]];
  });
  if (extended.length > 0) point.ExtendedStatistics = Object.fromEntries(extended);
  return point;
}
