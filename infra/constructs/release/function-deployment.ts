import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeploymentGroup, LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Environment } from '../../config/schema.ts';
import type { ShiftedAlias } from '../function/shifted-alias.ts';

export interface FunctionDeploymentProps {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  /** Name of CodeDeploy's role. */
  readonly roleName: string;
  readonly function: IFunction;
  readonly alias: ShiftedAlias;
  readonly release: Environment['release'];
  readonly alarms: readonly Alarm[];
}

/**
 * How an alias moves to a new version: CodeDeploy's application and its one deployment group. Not the CDK's
 * LambdaDeploymentGroup: it wants an `AWS::Lambda::Alias` and has CloudFormation deploy within a stack's update; here the
 * release tool deploys, after the stack, as it does for the service.
 */
export class FunctionDeployment extends Construct {
  readonly applicationName: string;
  readonly deploymentGroupName: string;

  constructor(scope: Construct, id: string, props: FunctionDeploymentProps) {
    super(scope, id);
    const application = new LambdaApplication(this, 'Application', { applicationName: props.applicationName });
    const group = new CfnDeploymentGroup(this, 'Group', {
      applicationName: application.applicationName,
      deploymentGroupName: props.deploymentGroupName,
      serviceRoleArn: codeDeployRole(this, props).roleArn,
      deploymentConfigName: props.release.functionDeploymentConfig,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: {
        enabled: true,
        // Alarms that cannot be read stop a release: what is not watched is not released.
        ignorePollAlarmFailure: false,
        alarms: props.alarms.map(({ alarmName }) => ({ name: alarmName })),
      },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });
    this.applicationName = application.applicationName;
    this.deploymentGroupName = group.ref;
  }
}

/** The actions of the managed policy AWSCodeDeployRoleForLambdaLimited that move one alias: no hooks, no AppSpec in S3. */
function codeDeployRole(
  scope: Construct,
  { roleName, function: { functionArn }, alias }: FunctionDeploymentProps,
): Role {
  const role = new Role(scope, 'Role', {
    roleName,
    assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
    inlinePolicies: {
      shift: new PolicyDocument({
        statements: [
          // Lambda asks for the function, and for the alias where the action names one.
          new PolicyStatement({
            actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
            resources: [functionArn, alias.aliasArn],
          }),
          new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
        ],
      }),
    },
  });
  acknowledge(role, {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'DescribeAlarms reads, and CodeDeploy asks for alarms by name without a resource.',
  });
  return role;
}
