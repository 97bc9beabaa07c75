import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { WeightChange } from './release-watch.ts';
import type { Stage } from './stage.ts';
import type { ComparisonObservation } from './verdict/judge-comparison.ts';

/**
 * What alarms that compare two target groups had to go by while both had traffic, from the metrics that they read. Undefined
 * where the service stack does not say what its alarms need, or the shift was not seen.
 */
export async function comparedRequests(
  { engine, clients, product }: Stage,
  loadBalancer: string,
  groups: readonly string[],
  weights: readonly WeightChange[],
): Promise<ComparisonObservation | undefined> {
  const { Stacks: [stack] = [] } = await clients.cloudformation.send(
    new DescribeStacksCommand({ StackName: product.drill.serviceStack }),
  );
  const needed = (key: string) => Number(stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue);
  const [requestsNeeded, minutesNeeded] = [needed('RequestsToCompare'), needed('MinutesToCompare')];
  const from = weights.find(({ asked }) => asked > 0 && asked < 100)?.at;
  const until = weights.find(({ at, asked }) => from !== undefined && at > from && (asked === 0 || asked === 100))?.at;
  if (!(requestsNeeded > 0 && minutesNeeded > 0)) return undefined;
  if (from === undefined || until === undefined) return { requestsNeeded, minutesNeeded, fewer: [] };

  // As an alarm's window: shortened like every wait, and never below a second, which is how often metrics come.
  const seconds = Math.max(1, Math.round(engine.world.clock.toReal(60_000) / 1000));
  const [start, end] = [Math.ceil(from / 1000 / seconds), Math.floor(until / 1000 / seconds)];
  if (end <= start) return { requestsNeeded, minutesNeeded, fewer: [] };
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(start * seconds * 1000),
      EndTime: new Date(end * seconds * 1000),
      MetricDataQueries: groups.map((group, index) => ({
        Id: `group${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ApplicationELB',
            MetricName: 'RequestCount',
            Dimensions: [
              { Name: 'TargetGroup', Value: group.slice(group.indexOf('targetgroup/')) },
              { Name: 'LoadBalancer', Value: loadBalancer },
            ],
          },
          Period: seconds,
          Stat: 'Sum',
        },
      })),
    }),
  );
  const counts = MetricDataResults.map(
    ({ Timestamps = [], Values = [] }) => new Map(Timestamps.map((at, index) => [at.getTime(), Values[index] ?? 0])),
  );
  const fewer = Array.from({ length: end - start }, (_, index) => {
    const at = (start + index) * seconds * 1000;
    return Math.min(...counts.map((ofGroup) => ofGroup.get(at) ?? 0));
  });
  return { requestsNeeded, minutesNeeded, fewer };
}
