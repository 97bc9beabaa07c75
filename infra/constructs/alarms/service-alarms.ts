import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import { operationalAlarm } from './operational-alarm.ts';

/** Halfway from what scaling keeps to all there is: scaling had its chance. */
const aboveTarget = (percent: number): number => percent + Math.ceil((100 - percent) / 2);

/** Beyond this much of a task's memory the next garbage is one too many. */
const MEMORY_PERCENT = 85;

/** The ECS service as a whole, both versions of it in a release. Cluster and service are called as the prefix is. */
export function serviceAlarms(scope: Construct, prefix: string, { service }: Environment): Alarm[] {
  const metric = (namespace: string, metricName: string, statistic: string) =>
    new Metric({
      namespace,
      metricName,
      statistic,
      period: Duration.minutes(1),
      dimensionsMap: { ClusterName: prefix, ServiceName: prefix },
    });
  return [
    operationalAlarm(scope, 'Cpu', {
      prefix,
      what: 'cpu',
      // Of the busiest task: in a rollback window half of them wait idle, and an average would show half.
      metric: metric('AWS/ECS', 'CPUUtilization', Stats.MAXIMUM),
      threshold: aboveTarget(service.scaling.cpuPercent),
      breaching: 10,
      // Without tasks there is no utilization; that there are none is another alarm.
      missing: TreatMissingData.MISSING,
      action: 'Raise service.scaling.maxCount or service.cpu: scaling has not kept up for ten minutes.',
    }),
    operationalAlarm(scope, 'Memory', {
      prefix,
      what: 'memory',
      metric: metric('AWS/ECS', 'MemoryUtilization', Stats.MAXIMUM),
      threshold: MEMORY_PERCENT,
      breaching: 10,
      missing: TreatMissingData.MISSING,
      action: 'Look for a leak in the version that runs, or raise service.memoryMiB.',
    }),
    operationalAlarm(scope, 'Tasks', {
      prefix,
      what: 'tasks',
      // Container Insights counts them (CloudWatch user guide, "Amazon ECS Container Insights metrics").
      metric: metric('ECS/ContainerInsights', 'RunningTaskCount', Stats.MINIMUM),
      threshold: service.desiredCount,
      below: true,
      breaching: 5,
      // Insights come late and can be turned off: that targets are gone is the alarm of healthy hosts.
      missing: TreatMissingData.MISSING,
      action: "Read the stopped tasks' reasons of the service: fewer run than its least number.",
    }),
  ];
}
