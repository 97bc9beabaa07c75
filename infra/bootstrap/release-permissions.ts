import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allow, EnvironmentArns } from './environment-arns.ts';
import type { ReleasedEnvironment } from './released-environment.ts';

/**
 * What the release tool calls in an environment, step by step. Where the environment has the pipeline's account, each step's own
 * role has its part; elsewhere the environment's deployer role has all of them.
 */
export const deployerPermissions = (
  environment: ReleasedEnvironment,
  seen: readonly ReleasedEnvironment[],
): PolicyStatement[] => [
  ...guardPermissions(environment, seen),
  ...deployPermissions(environment),
  ...acceptancePermissions(environment),
];

/**
 * Before a release: what runs there.
 * @param seen environments of the same account and region, of which a refusal says what they run.
 */
export const guardPermissions = (
  environment: ReleasedEnvironment,
  seen: readonly ReleasedEnvironment[],
): PolicyStatement[] => [
  allow(
    [environment, ...seen].map((each) => new EnvironmentArns(each).service),
    'ecs:DescribeServices',
  ),
  // It knows no resource (service authorization reference, ECS).
  allow(['*'], 'ecs:DescribeTaskDefinition'),
  // What the environment before runs, for the message of a refusal.
  ...seen.map((each) => allow([new EnvironmentArns(each).tasks], 'ecs:DescribeTasks')),
  ...seen.map((each) => new EnvironmentArns(each).listTasks()),
];

/** A release: of the functions and the one service. */
export function deployPermissions(environment: ReleasedEnvironment): PolicyStatement[] {
  const { config, prefix, functionsStackName, serviceStackName } = environment;
  const arns = new EnvironmentArns(environment);
  const codedeploy = (resource: string, name: string) => arns.withColon('codedeploy', resource, name);

  return [
    allow([arns.stack(functionsStackName), arns.stack(serviceStackName)], 'cloudformation:DescribeStacks'),
    allow(
      [arns.deploymentGroup, codedeploy('deploymentgroup', `${prefix}-functions/${prefix}-delete-item`)],
      'codedeploy:CreateDeployment',
      'codedeploy:GetDeployment',
      'codedeploy:ListDeployments',
      // overrideAlarmConfiguration of CreateDeployment asks for it.
      'codedeploy:UpdateDeploymentGroup',
    ),
    // A rollback shifts all at once, whatever the group's configuration.
    allow(
      [
        ...new Set([
          config.release.deploymentConfig,
          'CodeDeployDefault.ECSAllAtOnce',
          config.release.functionDeploymentConfig,
          'CodeDeployDefault.LambdaAllAtOnce',
        ]),
      ].map((name) => codedeploy('deploymentconfig', name)),
      'codedeploy:GetDeploymentConfig',
    ),
    allow(
      [codedeploy('application', prefix), codedeploy('application', `${prefix}-functions`)],
      'codedeploy:GetApplicationRevision',
      'codedeploy:RegisterApplicationRevision',
    ),
    allow([arns.service, arns.tasks], 'ecs:DescribeServices', 'ecs:DescribeTasks'),
    // An alias' actions name its function (service authorization reference, Lambda).
    allow([arns.withColon('lambda', 'function', `${prefix}-delete-item`)], 'lambda:GetAlias'),
    allow([arns.withColon('lambda', 'function', `${prefix}-verify-green`)], 'lambda:GetFunctionConfiguration'),
    allow(
      [arns.withColon('logs', 'log-group', `/${prefix}/verify-green:*`)],
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
    ),
    arns.listTasks(),
    ...arns.suspendScaling(),
    // These name a deployment, and IAM knows no resource for one (service authorization reference, CodeDeploy).
    allow(
      ['*'],
      'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:ContinueDeployment',
      'codedeploy:ListDeploymentTargets',
      'codedeploy:StopDeployment',
    ),
    allow(
      ['*'],
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ),
  ];
}

/** After a release: what runs, and the way back. */
export function acceptancePermissions(environment: ReleasedEnvironment): PolicyStatement[] {
  const arns = new EnvironmentArns(environment);
  return [
    allow([arns.service, arns.tasks], 'ecs:DescribeServices', 'ecs:DescribeTasks'),
    arns.listTasks(),
    // To roll back, and to watch it.
    allow([arns.stack(environment.serviceStackName)], 'cloudformation:DescribeStacks'),
    allow([arns.deploymentGroup], 'codedeploy:GetDeployment', 'codedeploy:ListDeployments'),
    ...arns.suspendScaling(),
    // These name a deployment, and IAM knows no resource for one (service authorization reference, CodeDeploy).
    allow(
      ['*'],
      'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:ListDeploymentTargets',
      'codedeploy:StopDeployment',
    ),
    allow(
      ['*'],
      'cloudwatch:DescribeAlarms',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTargetHealth',
    ),
  ];
}
