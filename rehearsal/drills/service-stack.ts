import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** What a drill needs of a service stack's outputs; the deployer reads the same keys. */
export interface ServiceOutputs {
  ClusterName: string;
  TaskDefinitionArn: string;
  ApplicationName: string;
  DeploymentGroupName: string;
  DeploymentConfigName: string;
  BlueTargetGroupArn: string;
  GreenTargetGroupArn: string;
  ProductionListenerArn: string;
  TestListenerArn: string;
  BlueAlarmNames: string;
  GreenAlarmNames: string;
}

const KEYS = [
  'ClusterName',
  'TaskDefinitionArn',
  'ApplicationName',
  'DeploymentGroupName',
  'DeploymentConfigName',
  'BlueTargetGroupArn',
  'GreenTargetGroupArn',
  'ProductionListenerArn',
  'TestListenerArn',
  'BlueAlarmNames',
  'GreenAlarmNames',
] as const satisfies readonly (keyof ServiceOutputs)[];

/** Throws an error that lists the outputs the stack lacks. */
export async function serviceOutputs(client: CloudFormationClient, stack: string): Promise<ServiceOutputs> {
  const { Stacks: [description] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const values: Partial<ServiceOutputs> = Object.fromEntries(
    (description?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const missing = KEYS.filter((key) => !values[key]);
  if (missing.length > 0)
    throw new Error(`The stack ${stack} has no output ${missing.join(', ')}: a drill cannot follow its releases.`);
  return values as ServiceOutputs;
}
