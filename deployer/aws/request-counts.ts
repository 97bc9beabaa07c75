import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Gateways, RequestMinute } from './gateways.ts';

/**
 * RequestCount of target groups, which the load balancer reports by the minute and only where it is not zero. Source: ALB
 * user guide, "CloudWatch metrics".
 */
export const requestGateway = (client: CloudWatchClient): Gateways['requests'] => ({
  async byMinute({ listener, targetGroups, from, until, minuteMs }): Promise<RequestMinute[]> {
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(until),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: targetGroups.map((targetGroup, index) => ({
          Id: `group${index}`,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/ApplicationELB',
              MetricName: 'RequestCount',
              Dimensions: [
                { Name: 'TargetGroup', Value: targetGroup.slice(targetGroup.indexOf('targetgroup/')) },
                { Name: 'LoadBalancer', Value: loadBalancerOf(listener) },
              ],
            },
            Period: Math.round(minuteMs / 1000),
            Stat: 'Sum',
          },
        })),
      }),
    );
    const counts = targetGroups.map((_, index) => {
      const result = MetricDataResults.find(({ Id }) => Id === `group${index}`);
      const values = result?.Values ?? [];
      return new Map((result?.Timestamps ?? []).map((at, point) => [at.getTime(), values[point] ?? 0]));
    });
    const moments = [...new Set(counts.flatMap((ofGroup) => [...ofGroup.keys()]))].toSorted((a, b) => a - b);
    return moments.map((at) => ({ at, requests: counts.map((ofGroup) => ofGroup.get(at) ?? 0) }));
  },
});

/** `app/<name>/<id>`: a listener's ARN has it between `listener/` and the listener's own id. */
const loadBalancerOf = (listenerArn: string): string =>
  listenerArn.slice(listenerArn.indexOf('listener/') + 'listener/'.length, listenerArn.lastIndexOf('/'));
