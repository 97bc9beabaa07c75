import type { IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ListenerHandler } from '../constructs/listener/listener-handler.ts';
import { ShiftedListener } from '../constructs/listener/shifted-listener.ts';
import { PublicLoadBalancer } from '../constructs/load-balancer/public-load-balancer.ts';
import { TargetGroupPair } from '../constructs/target-group/target-group-pair.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

export interface EdgeProps extends EnvironmentStackProps {
  readonly vpc: IVpc;
  readonly accessLogs: IBucket;
  readonly containerPort: number;
}

const PRODUCTION_PORT = 80;
const TEST_PORT = 9000;

/** How traffic comes in. Load balancer and target groups are frozen like the service: their names are fixed, and a replacement would have the same. */
export class Edge extends EnvironmentStack {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly taskSecurityGroup: SecurityGroup;
  readonly targetGroups: TargetGroupPair;
  readonly productionListener: ShiftedListener;
  readonly testListener: ShiftedListener;

  constructor(scope: Construct, id: string, { vpc, accessLogs, containerPort, ...props }: EdgeProps) {
    super(scope, id, props);
    const { prefix, config } = this;

    const { alb, taskSecurityGroup } = new PublicLoadBalancer(this, 'LoadBalancer', {
      prefix,
      vpc,
      accessLogs,
      protected: config.protected,
      ports: { production: PRODUCTION_PORT, test: TEST_PORT, container: containerPort },
    });
    this.loadBalancer = alb;
    this.taskSecurityGroup = taskSecurityGroup;
    this.targetGroups = new TargetGroupPair(this, 'TargetGroups', {
      prefix,
      vpc,
      port: containerPort,
      healthCheck: config.healthCheck,
    });

    const handler = new ListenerHandler(this, 'ListenerHandler', { prefix, loadBalancer: alb });
    const listener = (listenerId: string, port: number) =>
      new ShiftedListener(this, listenerId, {
        handler,
        loadBalancer: alb,
        port,
        protocol: 'HTTP',
        targetGroups: this.targetGroups,
      });
    this.productionListener = listener('ProductionListener', PRODUCTION_PORT);
    this.testListener = listener('TestListener', TEST_PORT);
  }
}
