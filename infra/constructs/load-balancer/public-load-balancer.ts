import {
  ApplicationLoadBalancer,
  DesyncMitigationMode,
  XffHeaderProcessingMode,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Peer, Port, SecurityGroup, SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';

export interface PublicLoadBalancerProps {
  readonly prefix: string;
  readonly vpc: IVpc;
  /** The VPC's addresses, as a literal: rules about what is open can read no reference. */
  readonly cidr: string;
  readonly accessLogs: IBucket;
  readonly protected: boolean;
  readonly ports: {
    /** Open to everyone. */
    readonly public: readonly number[];
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
    const { prefix, vpc, cidr, ports } = props;

    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Load balancer: production from anywhere, test from inside the VPC',
      allowAllOutbound: false,
    });
    for (const port of ports.public) securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(port), 'production');
    securityGroup.addIngressRule(Peer.ipv4(cidr), Port.tcp(ports.test), 'test listener, from inside only');

    this.taskSecurityGroup = new SecurityGroup(this, 'TaskSecurityGroup', {
      vpc,
      description: 'Tasks: from the load balancer only; HTTPS out',
      allowAllOutbound: false,
    });
    this.taskSecurityGroup.addIngressRule(securityGroup, Port.tcp(ports.container), 'requests and health checks');
    securityGroup.addEgressRule(this.taskSecurityGroup, Port.tcp(ports.container), 'requests and health checks');

    this.alb = new ApplicationLoadBalancer(this, 'Alb', {
      loadBalancerName: prefix,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      internetFacing: true,
      securityGroup,
      deletionProtection: props.protected,
      // Header names with other characters than letters, digits and dashes, which servers read differently, are dropped; a
      // request that is not as RFC 7230 has it is answered with 400 (ALB user guide, "Desync mitigation mode").
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.STRICTEST,
      // The client's address is the last entry, which the load balancer writes; the ones before it are anybody's.
      xffHeaderProcessingMode: XffHeaderProcessingMode.APPEND,
    });
    this.alb.logAccessLogs(props.accessLogs);

    acknowledge(securityGroup, {
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: 'This is the public entrance. Only the production ports are open to everyone.',
    });
    if (!props.protected)
      acknowledge(this.alb, {
        id: 'NIST.800.53.R5::NIST.800.53.R5-ELBDeletionProtectionEnabled',
        reason:
          'This environment is one that may be deleted; `protected` in its configuration turns the protection on.',
      });
  }
}
