import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Peer, Port, SecurityGroup, SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';

export interface PublicLoadBalancerProps {
  readonly prefix: string;
  readonly vpc: IVpc;
  readonly accessLogs: IBucket;
  readonly protected: boolean;
  readonly ports: {
    /** Open to everyone. */
    readonly production: number;
    /** Open to the VPC only. */
    readonly test: number;
    /** Of the tasks. */
    readonly container: number;
  };
}

/** Internet-facing ALB, its security group, and the one of the tasks that only it reaches. */
export class PublicLoadBalancer extends Construct {
  readonly alb: ApplicationLoadBalancer;
  readonly taskSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: PublicLoadBalancerProps) {
    super(scope, id);
    const { prefix, vpc, ports } = props;

    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Load balancer: production from anywhere, test from inside the VPC',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(ports.production), 'production');
    securityGroup.addIngressRule(Peer.ipv4(vpc.vpcCidrBlock), Port.tcp(ports.test), 'test listener, from inside only');

    this.taskSecurityGroup = new SecurityGroup(this, 'TaskSecurityGroup', {
      vpc,
      description: 'Tasks: from the load balancer only; HTTPS out',
      allowAllOutbound: false,
    });
    this.taskSecurityGroup.addIngressRule(securityGroup, Port.tcp(ports.container), 'requests and health checks');
    this.taskSecurityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS APIs through NAT');
    securityGroup.addEgressRule(this.taskSecurityGroup, Port.tcp(ports.container), 'requests and health checks');

    this.alb = new ApplicationLoadBalancer(this, 'Alb', {
      loadBalancerName: prefix,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      internetFacing: true,
      securityGroup,
      deletionProtection: props.protected,
      dropInvalidHeaderFields: true,
    });
    this.alb.logAccessLogs(props.accessLogs);

    acknowledge(securityGroup, {
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: 'This is the public entrance. Only the production port is open to everyone.',
    });
  }
}
