import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';
import { operationalAlarm } from './operational-alarm.ts';

export interface LoadBalancerAlarmsProps {
  readonly prefix: string;
  readonly environment: Environment;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroups: TargetGroupPair;
}

/** Metrics come by the minute (ALB user guide, "CloudWatch metrics"). */
const PERIOD = Duration.minutes(1);

/** What clients meet, whichever version or function answers. Counts are reported only where they are not zero. */
export function loadBalancerAlarms(scope: Construct, props: LoadBalancerAlarmsProps): Alarm[] {
  const { prefix, environment, loadBalancer, targetGroups } = props;
  const LoadBalancer = loadBalancer.loadBalancerFullName;
  const count = (metricName: string) =>
    new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      statistic: Stats.SUM,
      period: PERIOD,
      dimensionsMap: { LoadBalancer },
    });
  const errors = (id: string, what: string, metricName: string, action: string) =>
    operationalAlarm(scope, id, {
      prefix,
      what,
      metric: count(metricName),
      threshold: environment.release.alarms.serverErrorsPerMinute,
      breaching: 3,
      of: 5,
      missing: TreatMissingData.NOT_BREACHING,
      action,
    });
  /** In both groups: one is empty between releases, and then has no value. */
  const hosts = (metricName: string, statistic: string) =>
    new MathExpression({
      label: metricName,
      expression: 'FILL(blue, 0) + FILL(green, 0)',
      period: PERIOD,
      usingMetrics: Object.fromEntries(
        (['blue', 'green'] as const).map((colour) => [
          colour,
          new Metric({
            namespace: 'AWS/ApplicationELB',
            metricName,
            statistic,
            period: PERIOD,
            dimensionsMap: { TargetGroup: targetGroups[colour].targetGroupFullName, LoadBalancer },
          }),
        ]),
      ),
    });

  return [
    errors(
      'TargetErrors',
      'target-errors',
      'HTTPCode_Target_5XX_Count',
      "Read the service's log for the errors, and return to the version before if they began with a release.",
    ),
    errors(
      'BalancerErrors',
      'balancer-errors',
      'HTTPCode_ELB_5XX_Count',
      'Look whether targets are healthy, slow or closing connections: the load balancer itself answered 5xx.',
    ),
    operationalAlarm(scope, 'Rejected', {
      prefix,
      what: 'rejected-connections',
      metric: count('RejectedConnectionCount'),
      threshold: 1,
      breaching: 1,
      missing: TreatMissingData.NOT_BREACHING,
      action: 'Ask AWS support for more load balancer capacity: connections were rejected.',
    }),
    operationalAlarm(scope, 'Unhealthy', {
      prefix,
      what: 'unhealthy-hosts',
      metric: hosts('UnHealthyHostCount', Stats.MAXIMUM),
      threshold: 1,
      breaching: 5,
      missing: TreatMissingData.NOT_BREACHING,
      action: "Read why the target's health check fails, in the target group and in the task's log.",
    }),
    operationalAlarm(scope, 'Healthy', {
      prefix,
      what: 'healthy-hosts',
      metric: hosts('HealthyHostCount', Stats.MINIMUM),
      threshold: environment.service.desiredCount,
      below: true,
      // The newest minutes may only be late and are zero until they come, so five of five.
      breaching: 5,
      missing: TreatMissingData.BREACHING,
      action:
        "Look at the service's events and stopped tasks: fewer targets are healthy than its least number of tasks.",
    }),
  ];
}
