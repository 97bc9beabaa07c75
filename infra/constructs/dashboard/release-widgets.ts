import { Duration } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, Metric, Stats, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';
import { COLOURS, PERCENT, THIRD } from './grid.ts';

export interface ReleaseWidgetsProps {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroups: TargetGroupPair;
}

export interface VersionWidgetsProps {
  /** Namespace of the service's own metrics, and what it calls itself there. */
  readonly metricsNamespace: string;
  readonly service: string;
}

/** Load balancer metrics come by the minute (ALB user guide, "CloudWatch metrics"). */
const PERIOD = Duration.minutes(1);
const PAIR = ['blue', 'green'] as const;
type Colour = (typeof PAIR)[number];

/** A release as it is seen at the load balancer: who gets what share, and how each version answers. */
export function releaseWidgets({ loadBalancer, targetGroups }: ReleaseWidgetsProps): IWidget[][] {
  const metric = (colour: Colour, metricName: string, statistic: string, label = colour as string) =>
    new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      statistic,
      period: PERIOD,
      label,
      color: COLOURS[colour],
      dimensionsMap: {
        TargetGroup: targetGroups[colour].targetGroupFullName,
        LoadBalancer: loadBalancer.loadBalancerFullName,
      },
    });
  const both = (metricName: string, statistic: string) => PAIR.map((colour) => metric(colour, metricName, statistic));
  const graph = (title: string, left: IMetric[], more: object = {}) =>
    new GraphWidget({ title, left, ...THIRD, ...more });

  return [
    [
      graph('Requests a minute by version', both('RequestCount', Stats.SUM), { stacked: true }),
      graph(
        'Share of requests, percent',
        PAIR.map((colour) => share(colour, metric)),
        PERCENT,
      ),
      graph(
        'Answers 5xx, percent of its requests',
        PAIR.map((colour) => errorShare(colour, metric)),
      ),
    ],
    [
      graph(
        'Response time by version, seconds',
        PAIR.flatMap((colour) => [
          metric(colour, 'TargetResponseTime', Stats.percentile(90), `${colour} p90`),
          metric(colour, 'TargetResponseTime', Stats.percentile(99), `${colour} p99`),
        ]),
      ),
      graph('Healthy targets by group', both('HealthyHostCount', Stats.MINIMUM)),
      graph('Unhealthy targets by group', both('UnHealthyHostCount', Stats.MAXIMUM)),
    ],
  ];
}

type OfGroup = (colour: Colour, metricName: string, statistic: string) => Metric;

/** What of all requests went to one group; while one is empty, everything is the other's. */
const share = (colour: Colour, metric: OfGroup): IMetric =>
  new MathExpression({
    label: colour,
    color: COLOURS[colour],
    period: PERIOD,
    expression: `100 * FILL(${colour}Requests, 0) / (FILL(blueRequests, 0) + FILL(greenRequests, 0))`,
    usingMetrics: Object.fromEntries(PAIR.map((each) => [`${each}Requests`, metric(each, 'RequestCount', Stats.SUM)])),
  });

const errorShare = (colour: Colour, metric: OfGroup): IMetric =>
  new MathExpression({
    label: colour,
    color: COLOURS[colour],
    period: PERIOD,
    expression: `100 * FILL(${colour}Errors, 0) / ${colour}Answers`,
    usingMetrics: {
      [`${colour}Errors`]: metric(colour, 'HTTPCode_Target_5XX_Count', Stats.SUM),
      [`${colour}Answers`]: metric(colour, 'RequestCount', Stats.SUM),
    },
  });

/** The same as the service counts it: by the version's own label, which only a search can find. */
export function versionWidgets({ metricsNamespace, service }: VersionWidgetsProps): IWidget[][] {
  const found = (metricName: string, statistic: string) =>
    new MathExpression({
      label: '',
      period: PERIOD,
      expression: `SEARCH('{${metricsNamespace},Service,Release} Service="${service}" MetricName="${metricName}"', '${statistic}')`,
    });
  const graph = (title: string, metricName: string, statistic: string) =>
    new GraphWidget({ title, left: [found(metricName, statistic)], ...THIRD });
  return [
    [
      graph("Requests a minute, by the service's own count", 'Requests', Stats.SUM),
      graph("Server errors a minute, by the service's own count", 'ServerErrors', Stats.SUM),
      graph('Duration p99 by release, milliseconds', 'Duration', Stats.percentile(99)),
    ],
  ];
}
