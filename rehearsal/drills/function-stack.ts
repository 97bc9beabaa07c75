import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stackOutputs } from './stack-outputs.ts';

/** What a drill needs of a functions stack's outputs; the deployer reads the same keys. */
const KEYS = [
  'FunctionName',
  'FunctionVersion',
  'AliasName',
  'ApplicationName',
  'DeploymentGroupName',
  'AlarmNames',
] as const;

export type FunctionOutputs = Record<(typeof KEYS)[number], string>;

/** Throws an error that lists the outputs the stack lacks. */
export const functionOutputs = (client: CloudFormationClient, stack: string): Promise<FunctionOutputs> =>
  stackOutputs(client, stack, KEYS);
