import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
  type MetricProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';

export interface FunctionAlarmsProps {
  /** First part of the alarms' names, and the function's. */
  readonly functionName: string;
  readonly aliasName: string;
  /** The one that is released. */
  readonly version: IVersion;
  /** Where the function counts what it answered 500: to Lambda such an invocation has not failed. */
  readonly metricsNamespace: string;
  readonly thresholds: Environment['release']['functionAlarms'];
}

/** Lambda sends its metrics by the minute (Lambda developer guide, "Using CloudWatch metrics with Lambda"). */
const PERIOD = Duration.minutes(1);

/**
 * What must not happen on one version of a function while it receives a release. The names stay and the version in their
 * dimensions follows the template, so that the version before does not count. Lambda tells versions apart (ExecutedVersion)
 * while an alias names two, as it does in a shift. No data means no requests, which is not failing. A canary lasts five
 * minutes and metrics come late, so one bad minute is enough where every failure is a fault.
 */
export class FunctionAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: FunctionAlarmsProps) {
    super(scope, id);
    const { functionName, aliasName, version, metricsNamespace, thresholds } = props;
    const released = { FunctionName: functionName, ExecutedVersion: version.version };
    const metric = (metricProps: MetricProps) => new Metric({ period: PERIOD, ...metricProps });
    const ofLambda = (metricName: string, statistic: string) =>
      metric({
        namespace: 'AWS/Lambda',
        metricName,
        statistic,
        dimensionsMap: { ...released, Resource: `${functionName}:${aliasName}` },
      });
    const alarm = (alarmId: string, of: Metric, threshold: number, periods: number, alarmDescription: string) =>
      new Alarm(this, alarmId, {
        alarmName: `${functionName}-${alarmId.replaceAll(/\B[A-Z]/g, '-$&').toLowerCase()}`,
        alarmDescription,
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
        ofLambda('Errors', Stats.SUM),
        thresholds.errorsPerMinute,
        1,
        'Too many invocations failed or timed out in a minute',
      ),
      alarm(
        'ServerErrors',
        metric({
          namespace: metricsNamespace,
          metricName: 'ServerErrors',
          statistic: Stats.SUM,
          dimensionsMap: released,
        }),
        thresholds.errorsPerMinute,
        1,
        'Too many unexpected errors were answered 500 in a minute',
      ),
      alarm(
        'Latency',
        ofLambda('Duration', Stats.percentile(99)),
        thresholds.p99Milliseconds,
        2,
        'The slowest hundredth of invocations was too slow in each of two minutes',
      ),
      // An invocation that is throttled has no version yet. A slower version takes more of the account's concurrency.
      alarm(
        'Throttles',
        metric({
          namespace: 'AWS/Lambda',
          metricName: 'Throttles',
          statistic: Stats.SUM,
          dimensionsMap: { FunctionName: functionName },
        }),
        thresholds.errorsPerMinute,
        2,
        'Too many invocations were throttled in each of two minutes',
      ),
    ];
  }
}
