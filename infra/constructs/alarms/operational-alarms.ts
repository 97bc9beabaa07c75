import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { databaseAlarms } from './database-alarms.ts';
import { firewallAlarms } from './firewall-alarms.ts';
import { lambdaAlarms } from './lambda-alarms.ts';
import { loadBalancerAlarms, type LoadBalancerAlarmsProps } from './load-balancer-alarms.ts';
import type { WatchedFunction } from './named-in.ts';
import { serviceAlarms } from './service-alarms.ts';
import { tableAlarms } from './table-alarms.ts';

export interface OperationalAlarmsProps extends LoadBalancerAlarmsProps {
  readonly tableName: string;
  readonly functions: readonly WatchedFunction[];
}

/** Everything of an environment that somebody should be told of, beside what rolls a release back. */
export class OperationalAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: OperationalAlarmsProps) {
    super(scope, id);
    const { prefix, environment, tableName, functions } = props;
    this.all = [
      ...serviceAlarms(new Construct(this, 'Service'), prefix, environment),
      ...loadBalancerAlarms(new Construct(this, 'LoadBalancer'), props),
      ...firewallAlarms(new Construct(this, 'Firewall'), prefix, environment),
      ...tableAlarms(new Construct(this, 'Table'), prefix, tableName),
      ...functions.flatMap((watched) => lambdaAlarms(this, prefix, watched)),
      ...databaseAlarms(new Construct(this, 'Database'), prefix, environment),
    ];
  }
}
