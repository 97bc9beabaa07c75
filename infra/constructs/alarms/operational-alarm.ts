import { Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface OperationalAlarmProps {
  /** Its name is `<prefix>-<what>`. */
  readonly prefix: string;
  readonly what: string;
  /** Of docs/alarms.md, which says more; `what` where it is not given. */
  readonly heading?: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Below instead of at or above it. */
  readonly below?: boolean;
  /** How many of how many periods. */
  readonly breaching: number;
  readonly of?: number;
  /** What no data means; every alarm decides it. */
  readonly missing: TreatMissingData;
  /** One sentence: what to do. */
  readonly action: string;
}

/** An alarm that people are told of; a release is not judged by it. */
export function operationalAlarm(scope: Construct, id: string, props: OperationalAlarmProps): Alarm {
  const {
    prefix,
    what,
    heading = what,
    metric,
    threshold,
    below = false,
    breaching,
    of = breaching,
    missing,
    action,
  } = props;
  return new Alarm(scope, id, {
    alarmName: `${prefix}-${what}`,
    alarmDescription: `${action} See docs/alarms.md#${heading}`,
    metric,
    threshold,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: of,
    datapointsToAlarm: breaching,
    treatMissingData: missing,
  });
}
