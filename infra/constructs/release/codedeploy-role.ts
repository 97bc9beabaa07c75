import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';

export interface CodeDeployRoleProps {
  /** Name of cluster, service and load balancer. */
  readonly prefix: string;
  /** What green tasks run as: CodeDeploy passes them when it makes a task set. */
  readonly taskRoles: readonly Role[];
  readonly hookArns: readonly string[];
}

/**
 * CodeDeploy's service role: the actions of the managed policy AWSCodeDeployRoleForECS that a release of this one service
 * needs, on this service's own resources where the action takes one.
 */
export function codeDeployRole(
  scope: Construct,
  id: string,
  { prefix, taskRoles, hookArns }: CodeDeployRoleProps,
): Role {
  const arn = (service: string, resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({ service, resource, resourceName });
  const taskSets = arn('ecs', 'task-set', `${prefix}/${prefix}/*`);
  const listeners = arn('elasticloadbalancing', 'listener/app', `${prefix}/*`);
  const rules = arn('elasticloadbalancing', 'listener-rule/app', `${prefix}/*`);

  const role = new Role(scope, id, {
    roleName: `${prefix}-codedeploy`,
    assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
    inlinePolicies: {
      shift: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: [
              'ecs:DescribeServices',
              'ecs:CreateTaskSet',
              'ecs:UpdateServicePrimaryTaskSet',
              'ecs:DeleteTaskSet',
            ],
            resources: [arn('ecs', 'service', `${prefix}/${prefix}`), taskSets],
          }),
          new PolicyStatement({
            actions: ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'],
            resources: [listeners, rules],
          }),
          new PolicyStatement({
            actions: [
              'elasticloadbalancing:DescribeTargetGroups',
              'elasticloadbalancing:DescribeListeners',
              'elasticloadbalancing:DescribeRules',
              'cloudwatch:DescribeAlarms',
            ],
            resources: ['*'],
          }),
          new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...hookArns] }),
          new PolicyStatement({
            actions: ['iam:PassRole'],
            resources: taskRoles.map(({ roleArn }) => roleArn),
            conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          }),
        ],
      }),
    },
  });
  const ownIds = 'Ids of this one service or load balancer, which exist only after AWS made them.';
  acknowledge(
    role,
    { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${taskSets}]`, reason: ownIds },
    { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${listeners}]`, reason: ownIds },
    { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${rules}]`, reason: ownIds },
    { id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: 'The Describe actions read, and take no resource.' },
  );
  return role;
}
