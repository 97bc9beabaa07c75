import type { MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { metricIdentity } from '../../../runtime/alarms/alarm-input.ts';
import { invalidCombination, invalidValue, missingParameter, notRehearsed } from '../../../runtime/alarms/errors.ts';
import type { Aggregate } from '../../../runtime/metrics/aggregate.ts';
import { aggregateOf } from '../../../runtime/metrics/metric-store.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Source: PutMetricData: two weeks back and two hours ahead; a namespace of AWS's own is refused. */
export const putMetricData =
  ({ metrics, clock }: CloudWatchDependencies): Handler<PutMetricDataCommandInput, void> =>
  (input, { scope }) => {
    if (input.EntityMetricData?.length) throw notRehearsed('EntityMetricData');
    if (!input.Namespace) throw missingParameter('Namespace');
    if (input.Namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
    const now = clock.now();
    const samples = (input.MetricData ?? []).map((datum) => {
      const at = datum.Timestamp?.getTime() ?? now;
      if (at < now - 14 * DAY || at > now + DAY / 12)
        throw invalidValue(
          'The parameter MetricData.member.1.Timestamp must be within two weeks in the past and two hours in the future.',
        );
      if (datum.MetricName === undefined) throw missingParameter('MetricData.MetricName');
      return {
        identity: metricIdentity(input.Namespace ?? '', datum.MetricName, datum.Dimensions),
        at,
        aggregate: aggregate(datum),
      };
    });
    for (const sample of samples) metrics.add(scope, sample.identity, sample.at, sample.aggregate);
  };

function aggregate({ Value, Values, Counts, StatisticValues, Unit }: MetricDatum): Aggregate {
  const given = [Value, Values?.length ? Values : undefined, StatisticValues].filter((kind) => kind !== undefined);
  if (given.length !== 1)
    throw invalidCombination('Each MetricDatum must have exactly one of Value, Values and StatisticValues.');
  // Without a unit a metric has the unit None. Source: PutMetricData, MetricDatum.
  const unit = Unit ?? 'None';
  if (StatisticValues) return fromTotals(StatisticValues, unit);
  if (Value !== undefined) return aggregateOf([finite(Value)], unit);
  return fromCounts(Values ?? [], Counts, unit);
}

function fromTotals(set: NonNullable<MetricDatum['StatisticValues']>, unit: string): Aggregate {
  const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = set;
  // A distribution is known only of one sample, or of equal ones. Source: CloudWatch concepts, percentiles.
  const weighted = Minimum === Maximum ? [{ value: Minimum, weight: SampleCount }] : [];
  return {
    sampleCount: finite(SampleCount),
    sum: finite(Sum),
    minimum: finite(Minimum),
    maximum: finite(Maximum),
    weighted,
    unit,
  };
}

function fromCounts(values: number[], counts: number[] | undefined, unit: string): Aggregate {
  if (counts && counts.length !== values.length)
    throw invalidValue('Counts and Values must have the same number of elements.');
  const weighted = values.map((value, at) => ({ value: finite(value), weight: finite(counts?.[at] ?? 1) }));
  return {
    sampleCount: weighted.reduce((sum, entry) => sum + entry.weight, 0),
    sum: weighted.reduce((sum, entry) => sum + entry.value * entry.weight, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    weighted,
    unit,
  };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw invalidValue('Values of metrics must be finite numbers.');
  return value;
}
