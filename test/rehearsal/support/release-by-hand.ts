import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { AwsClients } from '../../../rehearsal/drills/aws-clients.ts';
import { type DeploymentSight, sightOf } from '../../../rehearsal/drills/deployment-observer.ts';
import { eventually } from './eventually.ts';

export type Outputs = Record<string, string>;

export async function outputsOf({ cloudformation }: AwsClients, stack: string): Promise<Outputs> {
  const { Stacks: [described] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stack }));
  return Object.fromEntries(
    (described?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** What CreateDeployment takes, written by hand as a user of the AWS CLI would: no line of the deployer is involved. */
export const deploymentRequest = (outputs: Outputs) => ({
  applicationName: outputs['ApplicationName'],
  deploymentGroupName: outputs['DeploymentGroupName'],
  revision: { revisionType: 'AppSpecContent' as const, appSpecContent: { content: appSpec(outputs) } },
});

const appSpec = (outputs: Outputs) => `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: ${outputs['TaskDefinitionArn']}
        LoadBalancerInfo:
          ContainerName: ${outputs['ContainerName']}
          ContainerPort: ${outputs['ContainerPort']}
Hooks:
  - AfterAllowTestTraffic: ${outputs['VerifyGreenFunctionArn']}
`;

export async function createDeployment({ codedeploy }: AwsClients, outputs: Outputs): Promise<string> {
  const { deploymentId } = await codedeploy.send(new CreateDeploymentCommand(deploymentRequest(outputs)));
  if (deploymentId === undefined) throw new Error('CreateDeployment answered no id.');
  return deploymentId;
}

/** The deployment's sight once all of its events have succeeded: everything is on green, and blue still lives. */
export const allEventsSucceeded = ({ codedeploy }: AwsClients, deploymentId: string): Promise<DeploymentSight> =>
  eventually(`all events of ${deploymentId} succeeded`, async () => {
    const sight = await sightOf(codedeploy, deploymentId);
    const events = sight.target?.lifecycleEvents ?? [];
    if (sight.info.status === 'Failed' || sight.info.status === 'Stopped')
      throw new Error(`${deploymentId} is ${sight.info.status}: ${sight.info.errorInformation?.message}`);
    return events.length > 0 && events.every(({ status }) => status === 'Succeeded') ? sight : undefined;
  });
