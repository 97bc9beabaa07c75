import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Environment } from '../../config/schema.ts';
import { reachAws, type ReachAwsProps } from '../endpoints/reach-aws.ts';
import type { ShiftedListener } from '../listener/shifted-listener.ts';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';

export interface VerifyGreenProps {
  readonly prefix: string;
  readonly vpc: IVpc;
  /** The VPC's addresses. */
  readonly cidr: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly productionListener: ShiftedListener;
  readonly testListener: ShiftedListener;
  /** What clients name in Host and, over TLS, as the server's name: the certificate is for it. */
  readonly hostName: string;
  readonly targetGroups: TargetGroupPair;
  /** Its way to AWS. */
  readonly reach: ReachAwsProps;
  readonly deploymentGroupArn: string;
  readonly access: Environment['access'];
}

/** The AfterAllowTestTraffic hook: a function inside the VPC that tests green through the test listener. */
export class VerifyGreen extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: VerifyGreenProps) {
    super(scope, id);
    const { prefix, vpc, loadBalancer, productionListener, testListener, targetGroups } = props;
    const functionName = `${prefix}-verify-green`;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${prefix}/verify-green`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Hook: out to the test listener and to AWS APIs; nothing in',
      allowAllOutbound: false,
    });
    securityGroup.addEgressRule(Peer.ipv4(props.cidr), Port.tcp(testListener.port), 'test listener');
    reachAws(securityGroup, props.reach);

    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: 'AfterAllowTestTraffic hook: tests the replacement through the test listener, from inside',
      entry: fileURLToPath(new URL('../../functions/verify-green/handler.ts', import.meta.url)),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      // The handler gives up well before, so that it can still report; CodeDeploy would wait an hour.
      timeout: Duration.minutes(3),
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [securityGroup],
      role: hookRole(this, props, logGroup),
      logGroup,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        // The SDK travels with the handler: what was tested is what runs.
        externalModules: [],
        bundleAwsSDK: true,
        minify: true,
      },
      environment: {
        LOAD_BALANCER_ARN: loadBalancer.loadBalancerArn,
        PRODUCTION_LISTENER_ARN: productionListener.listenerArn,
        TEST_LISTENER_ARN: testListener.listenerArn,
        TEST_ORIGIN: `${testListener.protocol.toLowerCase()}://${props.hostName}:${testListener.port}`,
        ACCESS: props.access === 'public' ? 'public' : 'restricted',
        TARGET_GROUP_ARNS: [targetGroups.blue, targetGroups.green]
          .map(({ targetGroupArn }) => targetGroupArn)
          .join(','),
      },
    });
  }
}

function hookRole(scope: Construct, { prefix, deploymentGroupArn }: VerifyGreenProps, logGroup: LogGroup): Role {
  const role = new Role(scope, 'Role', {
    roleName: `${prefix}-verify-green`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      verify: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
            resources: [deploymentGroupArn],
          }),
          new PolicyStatement({
            actions: [
              'elasticloadbalancing:DescribeListeners',
              'elasticloadbalancing:DescribeTargetHealth',
              'ec2:DescribeNetworkInterfaces',
              // Lambda makes the function's own interfaces as this role (Lambda developer guide, "Giving functions access to a VPC").
              'ec2:CreateNetworkInterface',
              'ec2:DescribeSubnets',
              'ec2:DeleteNetworkInterface',
              'ec2:AssignPrivateIpAddresses',
              'ec2:UnassignPrivateIpAddresses',
            ],
            resources: ['*'],
            conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(scope).region } },
          }),
          new PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [logGroup.logGroupArn],
          }),
        ],
      }),
    },
  });
  acknowledge(role, {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'The Describe actions take no resource, and Lambda wants the interface actions of a function in a VPC without one; the region is fixed.',
  });
  return role;
}
