import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
  type MetricProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import { ComparisonAlarms } from './comparison-alarms.ts';

export interface RollbackAlarmsProps {
  /** First part of the alarms' names, e.g. `picus-prod-blue`. */
  readonly prefix: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroup: ApplicationTargetGroup;
  /** The version that is replaced, or the one that replaces it. */
  readonly other: ApplicationTargetGroup;
  readonly thresholds: Environment['release']['alarms'];
}

/** Load balancer metrics come by the minute (ALB user guide, "CloudWatch metrics"). */
const PERIOD = Duration.minutes(1);

/**
 * What must not happen on one target group while it receives a release: always by target group and load balancer, so that
 * the other version's errors, and those of the empty group, do not count. No data means no requests, which is not failing.
 */
export class RollbackAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { prefix, loadBalancer, targetGroup, other, thresholds } = props;
    const metric = (props: Pick<MetricProps, 'statistic'> & { metricName: string }) =>
      new Metric({
        namespace: 'AWS/ApplicationELB',
        period: PERIOD,
        dimensionsMap: {
          TargetGroup: targetGroup.targetGroupFullName,
          LoadBalancer: loadBalancer.loadBalancerFullName,
        },
        ...props,
      });
    const alarm = (alarmId: string, of: Metric, threshold: number, periods: number, alarmDescription: string) =>
      new Alarm(this, alarmId, {
        alarmName: `${prefix}-${alarmId.toLowerCase()}`,
        alarmDescription: `${alarmDescription}. See docs/alarms.md#rollback-alarms`,
        metric: of,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: periods,
        datapointsToAlarm: periods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });

    this.all = [
      alarm(
        'Errors',
        metric({ metricName: 'HTTPCode_Target_5XX_Count', statistic: Stats.SUM }),
        thresholds.serverErrorsPerMinute,
        2,
        'Too many 5xx answers in each of two minutes',
      ),
      alarm(
        'Latency',
        metric({ metricName: 'TargetResponseTime', statistic: Stats.percentile(99) }),
        thresholds.p99Milliseconds / 1000,
        2,
        'The slowest hundredth of answers was too slow in each of two minutes',
      ),
      // Targets that are being started are `initial`, which counts neither way; three minutes let a single task be replaced.
      alarm(
        'Unhealthy',
        metric({ metricName: 'UnHealthyHostCount', statistic: Stats.MAXIMUM }),
        1,
        3,
        'A target stayed unhealthy for three minutes',
      ),
      ...new ComparisonAlarms(this, 'Worse', {
        prefix,
        loadBalancer,
        targetGroup,
        other,
        thresholds: thresholds.worseThanOther,
      }).all,
    ];
  }
}
