import {
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  SubnetType,
  Vpc,
  type SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { Environment } from '../config/schema.ts';
import { AwsEndpoints } from '../constructs/endpoints/aws-endpoints.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

/** Zones for which address ranges are set aside, so that a new one does not move the others' ranges. */
const ZONES_RESERVED = 3;

/**
 * VPC with three tiers: public for the load balancer, private for tasks (out through NAT or through endpoints), isolated for
 * databases. Private subnets without NAT keep their ids and address ranges and lose their way to the internet, no more.
 */
export class Network extends EnvironmentStack {
  readonly vpc: Vpc;
  /** Security group of the interface endpoints, whether there are any or not. */
  readonly endpoints: SecurityGroup;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    super(scope, id, props);
    const { zones, network } = this.config;

    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: this.prefix,
      ipAddresses: IpAddresses.cidr(network.cidr),
      maxAzs: zones.length,
      reservedAzs: ZONES_RESERVED - zones.length,
      natGateways: natGateways(network.egress, zones.length),
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
        { name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
      ],
    });

    acknowledge(this.vpc, {
      id: 'CloudFormation-Validate::W3010',
      reason: "Zones are configuration data: a stack's tasks, load balancer and database tiers must agree on them.",
    });

    this.endpoints = new AwsEndpoints(this, 'Endpoints', {
      prefix: this.prefix,
      vpc: this.vpc,
      environment: this.config,
    }).securityGroup;

    this.vpc.addFlowLog('FlowLog', {
      trafficType: FlowLogTrafficType.ALL,
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLogs', {
          logGroupName: `/${this.prefix}/flow-log`,
          retention: network.flowLogDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      ),
    });
  }
}

const natGateways = (egress: Environment['network']['egress'], zones: number): number =>
  ({ nat: 1, 'nat-per-zone': zones, endpoints: 0 })[egress];
