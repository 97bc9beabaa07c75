import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';
import { allow, EnvironmentArns } from './environment-arns.ts';

export interface DeployStepProps {
  /** `dist/` of the Build step: the release tool. */
  readonly bundles: FileSet;
  readonly stage: DeliveryStage;
  /** Where this project runs. */
  readonly toolsAccount: string;
}

/** CodeBuild's longest: a slow shift and a person's wait both fit. */
const TIMEOUT = Duration.minutes(480);

/**
 * Shifts traffic to what the stacks have declared, and watches it to the end: the functions first, the service after them. A
 * release that fails stops here, so that the service is not released beside functions that were rolled back.
 */
export class DeployStep extends CodeBuildStep {
  constructor(id: string, { bundles, stage, toolsAccount }: DeployStepProps) {
    super(id, {
      input: bundles,
      env: { AWS_REGION: stage.config.region },
      commands: [stage.functionsStackName, stage.serviceStackName].map(
        (stack) => `node deployer.mjs deploy --stack ${stack}`,
      ),
      timeout: TIMEOUT,
      rolePolicyStatements: releasePermissions(stage, toolsAccount),
    });
  }
}

/** What the release tool calls, on the functions and the one service that it releases. */
function releasePermissions(stage: DeliveryStage, toolsAccount: string): PolicyStatement[] {
  const { config, prefix, functionsStackName, serviceStackName } = stage;
  if (config.account !== toolsAccount)
    throw new Error(
      `Environment ${config.name} has an account of its own (${config.account}); releasing there needs a deployer role in that account, ` +
        `which is not implemented yet: write the tools account ${toolsAccount}`,
    );
  const arns = new EnvironmentArns(stage);
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
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ),
  ];
}
