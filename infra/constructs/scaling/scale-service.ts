import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';

export interface ServiceScalingProps {
  /** First part of the policies' names. */
  readonly prefix: string;
  readonly service: FargateService;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroups: TargetGroupPair;
  readonly limits: Pick<Environment['service'], 'desiredCount' | 'scaling'>;
}

type Query = CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;

/** Seconds. New tasks answer well within it; a larger need is met at once all the same. */
const SCALE_OUT_COOLDOWN = 60;
/** Seconds. */
const SCALE_IN_COOLDOWN = 300;

/**
 * How many tasks the service runs: out as soon as processors or requests want it, in only when both can do with less. The ECS
 * service itself stays as it was created; Application Auto Scaling changes its count, under its own service-linked role.
 *
 * Releases are why neither policy takes a predefined metric. ALBRequestCountPerTarget knows one target group, and AWS does not
 * support it under CODE_DEPLOY. ECSServiceAverageCPUUtilization is the average over every task of the service: while a rollback
 * window is open half of them wait idle, the average shows half of what the others do, and the service would be scaled in.
 */
export function scaleService(
  scope: Construct,
  id: string,
  { prefix, service, limits, ...balanced }: ServiceScalingProps,
): void {
  const scaling = new Construct(scope, id);
  const target = new CfnScalableTarget(scaling, 'Target', {
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
    minCapacity: limits.desiredCount,
    maxCapacity: limits.scaling.maxCount,
  });
  const keep = (policyId: string, targetValue: number, metrics: Query[]) =>
    new CfnScalingPolicy(scaling, policyId, {
      policyName: `${prefix}-${policyId.toLowerCase()}`,
      policyType: 'TargetTrackingScaling',
      scalingTargetId: target.ref,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        customizedMetricSpecification: { metrics },
        scaleOutCooldown: SCALE_OUT_COOLDOWN,
        scaleInCooldown: SCALE_IN_COOLDOWN,
      },
    });
  keep('Cpu', limits.scaling.cpuPercent, cpuOfServingTasks(service, balanced));
  keep('Requests', limits.scaling.requestsPerTaskPerMinute, requestsPerServingTask(balanced));
}

type Balanced = Pick<ServiceScalingProps, 'loadBalancer' | 'targetGroups'>;

/**
 * The service's average, of which a version that waits idle takes half: both groups have targets then. While both serve, in a
 * shift, the release tool suspends scaling.
 */
const cpuOfServingTasks = (service: FargateService, balanced: Balanced): Query[] => [
  returned('servingCpu', 'cpu * IF(MIN([FILL(blueHosts, 0), FILL(greenHosts, 0)]) > 0, 2, 1)'),
  {
    id: 'cpu',
    returnData: false,
    metricStat: {
      metric: {
        namespace: 'AWS/ECS',
        metricName: 'CPUUtilization',
        dimensions: [
          { name: 'ClusterName', value: service.cluster.clusterName },
          { name: 'ServiceName', value: service.serviceName },
        ],
      },
      stat: 'Average',
    },
  },
  ...ofBoth('Hosts', 'HealthyHostCount', 'Average', balanced),
];

/**
 * What both groups answer, by the targets of the larger one: each version is as large as the service's count. A group without
 * targets or requests has no data, which is none of them; without any healthy target there is no value, and nothing is scaled.
 */
const requestsPerServingTask = (balanced: Balanced): Query[] => [
  returned(
    'requestsPerTask',
    '(FILL(blueRequests, 0) + FILL(greenRequests, 0)) / MAX([FILL(blueHosts, 0), FILL(greenHosts, 0)])',
  ),
  ...ofBoth('Requests', 'RequestCount', 'Sum', balanced),
  ...ofBoth('Hosts', 'HealthyHostCount', 'Average', balanced),
];

const returned = (id: string, expression: string): Query => ({ id, expression, returnData: true });

/** One metric of the load balancer for each group: `blueHosts`, `greenHosts`. */
function ofBoth(what: string, metricName: string, stat: string, { loadBalancer, targetGroups }: Balanced): Query[] {
  const of = (colour: 'blue' | 'green', group: ApplicationTargetGroup): Query => ({
    id: `${colour}${what}`,
    returnData: false,
    metricStat: {
      metric: {
        namespace: 'AWS/ApplicationELB',
        metricName,
        dimensions: [
          { name: 'TargetGroup', value: group.targetGroupFullName },
          { name: 'LoadBalancer', value: loadBalancer.loadBalancerFullName },
        ],
      },
      stat,
    },
  });
  return [of('blue', targetGroups.blue), of('green', targetGroups.green)];
}
