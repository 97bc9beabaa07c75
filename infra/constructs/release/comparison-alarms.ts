import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';

export interface ComparisonAlarmsProps {
  /** First part of the alarms' names, e.g. `picus-prod-blue`. */
  readonly prefix: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  /** Whose alarms these are. */
  readonly targetGroup: ApplicationTargetGroup;
  /** What it is compared with. */
  readonly other: ApplicationTargetGroup;
  readonly thresholds: Environment['release']['alarms']['worseThanOther'];
}

/** Load balancer metrics come by the minute (ALB user guide, "CloudWatch metrics"). */
const PERIOD = Duration.minutes(1);

/** One minute can be chance: of 50 requests, two errors are four percent. */
export const MINUTES_TO_JUDGE = 2;

/**
 * What must not be on one target group while the other has requests, too: clearly worse answers than there. A minute in
 * which either has fewer requests than the minimum is not judged, which the release tool says of a release.
 *
 * Counts of errors are only reported where they are not zero, so zero fills them, as CloudWatch's people advise for metrics of
 * AWS's own (aws-sdk-js-v3#6873). Counts of requests are not filled: a minute without one has no value, and no value is not
 * worse. FILL on the newest minute would otherwise stand for data that is only late (CloudWatch user guide, "Using metric
 * math": FILL in alarms).
 */
export class ComparisonAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ComparisonAlarmsProps) {
    super(scope, id);
    const { prefix, loadBalancer, targetGroup, other, thresholds } = props;
    const metric = (group: ApplicationTargetGroup, metricName: string, statistic: string) =>
      new Metric({
        namespace: 'AWS/ApplicationELB',
        metricName,
        statistic,
        period: PERIOD,
        dimensionsMap: {
          TargetGroup: group.targetGroupFullName,
          LoadBalancer: loadBalancer.loadBalancerFullName,
        },
      });
    const ofBoth = (metricName: string, statistic: string, [own, others]: readonly [string, string]) => ({
      [own]: metric(targetGroup, metricName, statistic),
      [others]: metric(other, metricName, statistic),
    });
    const enough = `requests >= ${thresholds.minimumRequests} AND otherRequests >= ${thresholds.minimumRequests}`;
    const alarm = (alarmId: string, difference: string, of: Record<string, IMetric>, margin: number, what: string) =>
      new Alarm(this, alarmId, {
        alarmName: `${prefix}-worse-${alarmId.toLowerCase()}`,
        alarmDescription: `${what}. See docs/alarms.md#rollback-alarms`,
        metric: new MathExpression({
          label: what,
          expression: `IF(${enough}, ${difference}, 0)`,
          usingMetrics: { ...ofBoth('RequestCount', Stats.SUM, ['requests', 'otherRequests']), ...of },
          period: PERIOD,
        }),
        threshold: margin,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: MINUTES_TO_JUDGE,
        datapointsToAlarm: MINUTES_TO_JUDGE,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });

    this.all = [
      alarm(
        'Errors',
        '100 * FILL(errors, 0) / requests - 100 * FILL(otherErrors, 0) / otherRequests',
        ofBoth('HTTPCode_Target_5XX_Count', Stats.SUM, ['errors', 'otherErrors']),
        thresholds.errorPercentagePoints,
        'Percentage points more 5xx answers than the other target group, in each of two minutes',
      ),
      alarm(
        'Latency',
        '1000 * (latency - otherLatency)',
        ofBoth('TargetResponseTime', Stats.percentile(90), ['latency', 'otherLatency']),
        thresholds.p90Milliseconds,
        'Milliseconds slower than the other target group at the 90th percentile, in each of two minutes',
      ),
    ];
  }
}
