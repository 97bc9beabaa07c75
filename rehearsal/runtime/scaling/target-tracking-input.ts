import type { AlarmDefinition } from '../../domain/alarm/alarm.ts';
import { alarmDefinition, type AlarmInput, type DimensionInput } from '../alarms/alarm-input.ts';
import type { ServiceRef } from '../ports/task-sets.ts';
import { invalid, notRehearsed } from './errors.ts';

/**
 * A target tracking policy in AWS's own words, which PutScalingPolicy and AWS::ApplicationAutoScaling::ScalingPolicy share.
 * Source: Application Auto Scaling API, TargetTrackingScalingPolicyConfiguration.
 */
export interface TargetTrackingInput {
  TargetValue?: number | undefined;
  PredefinedMetricSpecification?:
    { PredefinedMetricType?: string | undefined; ResourceLabel?: string | undefined } | undefined;
  CustomizedMetricSpecification?: CustomizedMetricInput | undefined;
  /** Seconds. */
  ScaleOutCooldown?: number | undefined;
  ScaleInCooldown?: number | undefined;
  DisableScaleIn?: boolean | undefined;
}

interface CustomizedMetricInput {
  MetricName?: string | undefined;
  Namespace?: string | undefined;
  Dimensions?: DimensionInput[] | undefined;
  Statistic?: string | undefined;
  Unit?: string | undefined;
  Metrics?: MetricDataQueryInput[] | undefined;
}

interface MetricDataQueryInput {
  Id?: string | undefined;
  Label?: string | undefined;
  Expression?: string | undefined;
  ReturnData?: boolean | undefined;
  MetricStat?:
    | {
        Metric?:
          | {
              Namespace?: string | undefined;
              MetricName?: string | undefined;
              Dimensions?: DimensionInput[] | undefined;
            }
          | undefined;
        Stat?: string | undefined;
        Unit?: string | undefined;
      }
    | undefined;
}

/** Seconds. Source: Application Auto Scaling user guide, "Define cooldown periods": the default for ECS services. */
export const DEFAULT_COOLDOWN = 300;

const PERIOD = 60;
/**
 * Above the target for 3 minutes; below nine tenths of it for 15. Seen on ECS services of real accounts ("CPUUtilization > 30 for
 * 3 datapoints within 3 minutes", "< 27 for 15 datapoints within 15 minutes"); AWS documents neither.
 */
const HIGH_PERIODS = 3;
const LOW_PERIODS = 15;
const LOW_SHARE = 0.9;

const PREDEFINED: Record<string, string> = {
  ECSServiceAverageCPUUtilization: 'CPUUtilization',
  ECSServiceAverageMemoryUtilization: 'MemoryUtilization',
};

export interface AlarmNames {
  high: string;
  low?: string | undefined;
  policyArn: string;
}

/** The alarms that a policy acts on. Throws ValidationException for what is malformed or not rehearsed. */
export function alarmsOf(input: TargetTrackingInput, service: ServiceRef, names: AlarmNames): AlarmDefinition[] {
  const { TargetValue: target } = input;
  if (target === undefined || !(target > 0)) throw invalid('TargetValue must be a number above 0.');
  const metric = metricOf(input, service);
  const { policyArn, high, low } = names;
  const alarm = (AlarmName: string, edge: Pick<AlarmInput, 'ComparisonOperator' | 'Threshold' | 'EvaluationPeriods'>) =>
    alarmDefinition({
      ...metric,
      ...edge,
      AlarmName,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policyArn}.`,
      AlarmActions: [policyArn],
    });
  return [
    alarm(high, { ComparisonOperator: 'GreaterThanThreshold', Threshold: target, EvaluationPeriods: HIGH_PERIODS }),
    ...(low === undefined
      ? []
      : [
          alarm(low, {
            ComparisonOperator: 'LessThanThreshold',
            Threshold: Number((target * LOW_SHARE).toPrecision(12)),
            EvaluationPeriods: LOW_PERIODS,
          }),
        ]),
  ];
}

function metricOf(input: TargetTrackingInput, service: ServiceRef): AlarmInput {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = input;
  if ((predefined === undefined) === (customized === undefined))
    throw invalid('Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be given.');
  return customized ? customizedMetric(customized) : predefinedMetric(predefined?.PredefinedMetricType ?? '', service);
}

function predefinedMetric(type: string, { cluster, service }: ServiceRef): AlarmInput {
  const MetricName = PREDEFINED[type];
  if (MetricName === undefined)
    throw notRehearsed(
      type === 'ALBRequestCountPerTarget'
        ? 'ALBRequestCountPerTarget, which AWS does not support for services under CODE_DEPLOY'
        : `the predefined metric ${type || '(none)'}`,
    );
  return {
    Namespace: 'AWS/ECS',
    MetricName,
    Dimensions: [
      { Name: 'ClusterName', Value: cluster },
      { Name: 'ServiceName', Value: service },
    ],
    Statistic: 'Average',
    Period: PERIOD,
  };
}

/** A metric by itself, or metric math over several. Source: CustomizedMetricSpecification, TargetTrackingMetricDataQuery. */
function customizedMetric({ Metrics, ...single }: CustomizedMetricInput): AlarmInput {
  if (!Metrics?.length) return { ...defined(single), Period: PERIOD };
  if (Object.values(single).some((value) => value !== undefined && !(Array.isArray(value) && value.length === 0)))
    throw invalid('Metrics cannot be used together with MetricName, Namespace, Dimensions, Statistic or Unit.');
  if (Metrics.filter(({ ReturnData = true }) => ReturnData).length !== 1)
    throw invalid('Exactly one entry of Metrics must return data.');
  return {
    Metrics: Metrics.map((query) => ({
      ...query,
      ...(query.MetricStat && { MetricStat: { ...query.MetricStat, Period: PERIOD } }),
    })),
  };
}

const defined = (of: object): AlarmInput =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
