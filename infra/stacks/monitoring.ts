import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { alarmNamesIn, functionsIn } from '../constructs/alarms/named-in.ts';
import { OperationalAlarms } from '../constructs/alarms/operational-alarms.ts';
import { ReleaseDashboard } from '../constructs/dashboard/release-dashboard.ts';
import { Monitor } from '../constructs/monitor/monitor.ts';
import { AlertTopic } from '../constructs/notifications/alert-topic.ts';
import { DeploymentNotices } from '../constructs/notifications/deployment-notices.ts';
import type { Edge } from './edge.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';
import type { Functions } from './functions.ts';
import type { Service } from './service.ts';

export interface MonitoringProps extends EnvironmentStackProps {
  /** What clients write before the path. */
  readonly url: string;
  readonly edge: Edge;
  readonly items: ITable;
  readonly functions: Functions;
  readonly service: Service;
}

/** Who watches the environment, and whom it tells. */
export class Monitoring extends EnvironmentStack {
  constructor(scope: Construct, id: string, { url, edge, items, functions, service, ...props }: MonitoringProps) {
    super(scope, id, props);
    const { prefix, config } = this;
    const { notifications } = config;

    const { topic } = new AlertTopic(this, 'Alerts', { prefix, notifications });
    new DeploymentNotices(this, 'Deployments', {
      prefix,
      applications: [prefix, `${prefix}-functions`],
      topic,
      notifications,
    });
    new Monitor(this, 'Monitor', { prefix, environment: config, url, metricsNamespace: props.app });

    const { loadBalancer, targetGroups } = edge;
    const { tableName } = items;
    const released = functionsIn([functions]);
    new OperationalAlarms(this, 'Alarms', {
      prefix,
      environment: config,
      loadBalancer,
      targetGroups,
      tableName,
      functions: [...released, ...functionsIn([edge, service, this])],
    });
    new ReleaseDashboard(this, 'Dashboard', {
      prefix,
      loadBalancer,
      targetGroups,
      tableName,
      metricsNamespace: props.app,
      releasedFunctions: released.map(({ functionName }) => functionName),
      monitor: ['MonitorFailures', 'MonitorMilliseconds'].map(
        (metricName) =>
          new Metric({
            namespace: props.app,
            metricName,
            dimensionsMap: { Environment: config.name },
            statistic: Stats.MAXIMUM,
            period: Duration.minutes(config.monitor.everyMinutes),
          }),
      ),
      alarmNames: alarmNamesIn([edge, service, functions, this]),
    });

    this.outputs({ AlertTopicArn: topic.topicArn });
  }
}
