import { Arn, ArnFormat, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';

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
function releasePermissions(
  { config, prefix, functionsStackName, serviceStackName }: DeliveryStage,
  toolsAccount: string,
): PolicyStatement[] {
  if (config.account !== toolsAccount)
    throw new Error(
      `Environment ${config.name} has an account of its own (${config.account}); releasing there needs a deployer role in that account, ` +
        `which is not implemented yet: write the tools account ${toolsAccount}`,
    );
  const arn = (service: string, resource: string, resourceName: string, arnFormat = ArnFormat.SLASH_RESOURCE_NAME) =>
    Arn.format({
      partition: 'aws',
      account: config.account,
      region: config.region,
      service,
      resource,
      resourceName,
      arnFormat,
    });
  const codedeploy = (resource: string, name: string) =>
    arn('codedeploy', resource, name, ArnFormat.COLON_RESOURCE_NAME);
  const allow = (resources: string[], ...actions: string[]) => new PolicyStatement({ actions, resources });

  return [
    allow(
      [functionsStackName, serviceStackName].map((stack) => arn('cloudformation', 'stack', `${stack}/*`)),
      'cloudformation:DescribeStacks',
    ),
    allow(
      [
        codedeploy('deploymentgroup', `${prefix}/${prefix}`),
        codedeploy('deploymentgroup', `${prefix}-functions/${prefix}-delete-item`),
      ],
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
    allow(
      [arn('ecs', 'service', `${prefix}/${prefix}`), arn('ecs', 'task', `${prefix}/*`)],
      'ecs:DescribeServices',
      'ecs:DescribeTasks',
    ),
    // An alias' actions name its function (service authorization reference, Lambda).
    allow([arn('lambda', 'function', `${prefix}-delete-item`, ArnFormat.COLON_RESOURCE_NAME)], 'lambda:GetAlias'),
    allow(
      [arn('lambda', 'function', `${prefix}-verify-green`, ArnFormat.COLON_RESOURCE_NAME)],
      'lambda:GetFunctionConfiguration',
    ),
    allow(
      [arn('logs', 'log-group', `/${prefix}/verify-green:*`, ArnFormat.COLON_RESOURCE_NAME)],
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
    ),
    new PolicyStatement({
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: { ArnEquals: { 'ecs:cluster': arn('ecs', 'cluster', prefix) } },
    }),
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
