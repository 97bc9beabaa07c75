import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stackOutputs } from './stack-outputs.ts';

/** What a drill needs of a service stack's outputs; the deployer reads the same keys. */
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
] as const;

export type ServiceOutputs = Record<(typeof KEYS)[number], string>;

/** Throws an error that lists the outputs the stack lacks. */
export const serviceOutputs = (client: CloudFormationClient, stack: string): Promise<ServiceOutputs> =>
  stackOutputs(client, stack, KEYS);
