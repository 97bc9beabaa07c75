import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';

export interface ListenerHandlerProps {
  readonly prefix: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  /** What else the stack's calls of AWS need. */
  readonly more: readonly PolicyStatement[];
}

/** Role and log of the function that makes a stack's ShiftedListeners and asks AWS for it; the CDK has one such function a stack. */
export class ListenerHandler extends Construct {
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { prefix, loadBalancer, more }: ListenerHandlerProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${prefix}/listener`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const listeners = Stack.of(this).formatArn({
      service: 'elasticloadbalancing',
      resource: 'listener/app',
      resourceName: `${prefix}/*`,
    });
    this.role = new Role(this, 'Role', {
      roleName: `${prefix}-listener`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        listeners: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['elasticloadbalancing:CreateListener'],
              resources: [loadBalancer.loadBalancerArn],
            }),
            new PolicyStatement({
              actions: ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:DeleteListener'],
              resources: [listeners],
            }),
            new PolicyStatement({
              actions: ['elasticloadbalancing:DescribeListeners'],
              resources: ['*'],
              conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(this).region } },
            }),
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [this.logGroup.logGroupArn],
            }),
            ...more,
          ],
        }),
      },
    });
    acknowledge(
      this.role,
      {
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${listeners}]`,
        reason:
          "The listeners of one load balancer, named: their ARNs end in ids that exist only after this role's function made them.",
      },
      {
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'Describe actions take no resource; they read, and the region is fixed.',
      },
    );
  }
}
