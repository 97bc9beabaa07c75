import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { WatchedFunction } from './named-in.ts';
import { operationalAlarm } from './operational-alarm.ts';

/** Of the time-out: the next slow one is cut off. */
const SHARE_OF_TIMEOUT = 0.8;

/** A function with all of its versions; no data means no invocation, which is not failing. */
export function lambdaAlarms(scope: Construct, prefix: string, watched: WatchedFunction): Alarm[] {
  const { functionName, timeout } = watched;
  const metric = (metricName: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic,
      period: Duration.minutes(1),
      dimensionsMap: { FunctionName: functionName },
    });
  /** `delete-item` of `picus-prod-delete-item`. */
  const name = functionName.slice(prefix.length + 1);
  const of = new Construct(scope, name);
  const alarm = (what: string, on: Metric, threshold: number, action: string) =>
    operationalAlarm(of, what, {
      prefix,
      what: `${name}-${what}`,
      heading: `functions-${what}`,
      metric: on,
      threshold,
      breaching: 1,
      missing: TreatMissingData.NOT_BREACHING,
      action,
    });
  return [
    alarm(
      'failing',
      metric('Errors', Stats.SUM),
      1,
      `Read the log /${prefix}/${name}: invocations failed or timed out.`,
    ),
    alarm(
      'throttled',
      metric('Throttles', Stats.SUM),
      1,
      "Compare the account's concurrency with its quota: invocations were throttled.",
    ),
    alarm(
      'slow',
      metric('Duration', Stats.MAXIMUM),
      timeout.toMilliseconds() * SHARE_OF_TIMEOUT,
      `Read the log /${prefix}/${name} for what was slow: an invocation took most of its time-out of ${timeout.toSeconds()} s.`,
    ),
  ];
}
