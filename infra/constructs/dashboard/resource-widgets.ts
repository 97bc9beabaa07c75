import { Duration, Stack } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, Metric, Stats, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { PERCENT, THIRD } from './grid.ts';

export interface ResourceWidgetsProps {
  readonly prefix: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly tableName: string;
  /** The functions that are released; each version is drawn. */
  readonly releasedFunctions: readonly string[];
  /** What tells whether the environment answers from outside; none draws nothing. */
  readonly monitor: readonly IMetric[];
}

const PERIOD = Duration.minutes(1);

/** What the versions run on: tasks, table, functions, and what comes in front of them. */
export function resourceWidgets(scope: Construct, props: ResourceWidgetsProps): IWidget[][] {
  const { prefix, loadBalancer, tableName, releasedFunctions, monitor } = props;
  const metric =
    (namespace: string, dimensionsMap: Record<string, string>) => (metricName: string, statistic: string) =>
      new Metric({ namespace, metricName, statistic, period: PERIOD, dimensionsMap, label: metricName });
  const ofService = { ClusterName: prefix, ServiceName: prefix };
  const ecs = metric('AWS/ECS', ofService);
  const insights = metric('ECS/ContainerInsights', ofService);
  const table = metric('AWS/DynamoDB', { TableName: tableName });
  const balancer = metric('AWS/ApplicationELB', { LoadBalancer: loadBalancer.loadBalancerFullName });
  const firewall = metric('AWS/WAFV2', { WebACL: prefix, Region: Stack.of(scope).region, Rule: 'ALL' });
  const graph = (title: string, left: readonly IMetric[], more: object = {}) =>
    new GraphWidget({ title, left: [...left], ...THIRD, ...more });
  const byVersion = (metricName: string, statistic: string) =>
    releasedFunctions.map(
      (name) =>
        new MathExpression({
          label: '',
          period: PERIOD,
          expression: `SEARCH('{AWS/Lambda,ExecutedVersion,FunctionName,Resource} FunctionName="${name}" MetricName="${metricName}"', '${statistic}')`,
        }),
    );

  return [
    [
      graph('Tasks', [insights('RunningTaskCount', Stats.MAXIMUM), insights('DesiredTaskCount', Stats.MAXIMUM)]),
      graph(
        'CPU of the tasks, percent',
        [ecs('CPUUtilization', Stats.AVERAGE), ecs('CPUUtilization', Stats.MAXIMUM)],
        PERCENT,
      ),
      graph(
        'Memory of the tasks, percent',
        [ecs('MemoryUtilization', Stats.AVERAGE), ecs('MemoryUtilization', Stats.MAXIMUM)],
        PERCENT,
      ),
    ],
    [
      graph('Functions: invocations a minute by version', byVersion('Invocations', Stats.SUM)),
      graph('Functions: errors a minute by version', byVersion('Errors', Stats.SUM)),
      graph('Functions: duration p99 by version, milliseconds', byVersion('Duration', Stats.percentile(99))),
    ],
    [
      graph('Table: units consumed a minute', [
        table('ConsumedReadCapacityUnits', Stats.SUM),
        table('ConsumedWriteCapacityUnits', Stats.SUM),
      ]),
      graph('Table: throttled', [table('ReadThrottleEvents', Stats.SUM), table('WriteThrottleEvents', Stats.SUM)]),
      graph('Firewall: requests a minute', [
        firewall('AllowedRequests', Stats.SUM),
        firewall('BlockedRequests', Stats.SUM),
      ]),
    ],
    [
      graph("The load balancer's own errors", [
        balancer('HTTPCode_ELB_5XX_Count', Stats.SUM),
        balancer('RejectedConnectionCount', Stats.SUM),
        balancer('TargetConnectionErrorCount', Stats.SUM),
      ]),
      ...(monitor.length > 0 ? [graph('Monitor: health from outside', monitor)] : []),
    ],
  ];
}
