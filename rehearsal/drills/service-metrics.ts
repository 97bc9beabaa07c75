import {
  type CloudWatchClient,
  type Datapoint,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import type { VersionMetrics } from './verdict/version-metrics.ts';

/** Where the service's own metrics are found: see `drill.metrics` of the configuration. */
export interface MetricsPlace {
  namespace: string;
  /** What the metrics of the drill's environment have in common. */
  dimensions: Record<string, string>;
  /** The dimension that names the version. */
  by: string;
}

/** A data point each: a rehearsal begins with no metrics and ends within the day, or has two points at midnight. */
const DAY_SECONDS = 86_400;

/** The metrics of every version since `since` (epoch milliseconds). */
export async function serviceMetrics(
  client: CloudWatchClient,
  { namespace, dimensions, by }: MetricsPlace,
  since: number,
): Promise<VersionMetrics[]> {
  const common = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const { Metrics = [] } = await client.send(
    new ListMetricsCommand({ Namespace: namespace, MetricName: 'Requests', Dimensions: [...common, { Name: by }] }),
  );
  // The same metric is there by route, too.
  const versions = Metrics.filter(({ Dimensions = [] }) => Dimensions.length === common.length + 1).flatMap(
    ({ Dimensions = [] }) => Dimensions.find(({ Name }) => Name === by)?.Value ?? [],
  );
  const points = async (version: string, MetricName: string): Promise<Datapoint[]> => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName,
        Dimensions: [...common, { Name: by, Value: version }],
        StartTime: new Date(since),
        EndTime: new Date(since + DAY_SECONDS * 1000),
        Period: DAY_SECONDS,
        Statistics: ['Sum'],
        ExtendedStatistics: ['p99'],
      }),
    );
    return Datapoints;
  };
  const sum = (all: Datapoint[]) => all.reduce((total, { Sum = 0 }) => total + Sum, 0);
  return Promise.all(
    versions.toSorted().map(async (version) => {
      const [requests, serverErrors, durations] = await Promise.all(
        ['Requests', 'ServerErrors', 'Duration'].map((name) => points(version, name)),
      );
      const slowest = (durations ?? []).map(({ ExtendedStatistics }) => ExtendedStatistics?.['p99'] ?? 0);
      return {
        version,
        requests: sum(requests ?? []),
        serverErrors: sum(serverErrors ?? []),
        p99: Math.max(0, ...slowest),
      };
    }),
  );
}
