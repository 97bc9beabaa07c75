import type { GetMetricDataCommandInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { MetricQuery } from '../../../domain/alarm/alarm.ts';
import { MetricMathError } from '../../../domain/alarm/metric-math.ts';
import { metricQuery } from '../../../runtime/alarms/alarm-input.ts';
import { invalidCombination, invalidValue, missingParameter } from '../../../runtime/alarms/errors.ts';
import { queryPoints } from '../../../runtime/metrics/query-values.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';

/** Source: GetMetricData: up to 100,800 data points a call, newest first unless ScanBy says otherwise. */
const MOST_POINTS = 100_800;

/** Periods are real seconds here: timestamps are real, and callers compare the two. */
export const getMetricData =
  ({ metrics }: CloudWatchDependencies): Handler<GetMetricDataCommandInput, GetMetricDataOutput> =>
  (input, { scope }) => {
    const { StartTime, EndTime, MetricDataQueries } = input;
    if (!StartTime || !EndTime) throw missingParameter(StartTime ? 'EndTime' : 'StartTime');
    if (!MetricDataQueries?.length) throw missingParameter('MetricDataQueries');
    if (StartTime >= EndTime)
      throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
    const queries = MetricDataQueries.map(metricQuery);
    const periodMs = periodOf(queries, MetricDataQueries.find((query) => query.Period)?.Period) * 1000;
    const from = Math.floor(StartTime.getTime() / periodMs) * periodMs;
    const length = Math.ceil((EndTime.getTime() - from) / periodMs);
    if (length * queries.length > MOST_POINTS)
      throw invalidValue(`More than ${MOST_POINTS} data points are asked for.`);
    const read = ({ source }: MetricQuery) =>
      source.kind === 'stat'
        ? metrics.windows(scope, source.stat, from + length * periodMs, periodMs, length).map((window) => window.point)
        : [];
    const results = queries
      .filter((query) => query.returnData)
      .map((query): MetricDataResult => {
        const found = points(queries, query, read, length).flatMap((value, index) =>
          value === undefined ? [] : [{ value, at: from + index * periodMs }],
        );
        const ordered = input.ScanBy === 'TimestampAscending' ? found : found.toReversed();
        return {
          Id: query.id,
          Label: query.label ?? (query.source.kind === 'stat' ? query.source.stat.metric.name : query.id),
          Timestamps: ordered.map((point) => new Date(point.at)),
          Values: ordered.map((point) => point.value),
          StatusCode: 'Complete',
        };
      });
    return { MetricDataResults: results, Messages: [] };
  };

function points(
  queries: MetricQuery[],
  query: MetricQuery,
  read: (query: MetricQuery) => (number | undefined)[],
  length: number,
) {
  try {
    return queryPoints(queries, query.id, read, length);
  } catch (error) {
    if (error instanceof MetricMathError) throw invalidValue(`Error in expression '${query.id}': ${error.message}`);
    throw error;
  }
}

/** One period for all: results of different lengths are refused rather than joined wrongly. */
function periodOf(queries: MetricQuery[], ofExpressions: number | undefined): number {
  const periods = new Set(queries.flatMap(({ source }) => (source.kind === 'stat' ? [source.stat.period] : [])));
  if (periods.size > 1)
    throw invalidValue('The rehearsal does not implement queries of different periods in one call.');
  const [period = ofExpressions] = periods;
  if (!period || !Number.isInteger(period) || period < 1) throw missingParameter('MetricStat.Period');
  return period;
}
