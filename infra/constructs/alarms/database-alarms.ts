import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import { operationalAlarm } from './operational-alarm.ts';

const GIB = 2 ** 30;
const CPU_PERCENT = 80;
const FREE_SHARE = 0.2;

/** The instance is called as the prefix is, where there is one. It reports every minute (RDS user guide, "Amazon CloudWatch metrics for Amazon RDS"): no data is no database. */
export function databaseAlarms(scope: Construct, prefix: string, { database }: Environment): Alarm[] {
  if (database === 'none') return [];
  const metric = (metricName: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/RDS',
      metricName,
      statistic,
      period: Duration.minutes(5),
      dimensionsMap: { DBInstanceIdentifier: prefix },
    });
  const missing = TreatMissingData.BREACHING;
  return [
    operationalAlarm(scope, 'DatabaseCpu', {
      prefix,
      what: 'database-cpu',
      metric: metric('CPUUtilization', Stats.AVERAGE),
      threshold: CPU_PERCENT,
      breaching: 3,
      missing,
      action: 'Find the slow queries in Performance Insights, or choose a larger database.instanceClass.',
    }),
    operationalAlarm(scope, 'DatabaseStorage', {
      prefix,
      what: 'database-storage',
      metric: metric('FreeStorageSpace', Stats.MINIMUM),
      threshold: database.storageGiB * FREE_SHARE * GIB,
      below: true,
      breaching: 3,
      missing,
      action: 'Raise database.storageGiB before the instance stops for want of storage.',
    }),
  ];
}
