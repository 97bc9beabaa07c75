import type {
  UpdateTerminationProtectionCommandInput,
  UpdateTerminationProtectionCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const updateTerminationProtection =
  (
    stacks: Stacks,
  ): Handler<UpdateTerminationProtectionCommandInput, Omit<UpdateTerminationProtectionCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const name = required('stackName', input.StackName);
    return { StackId: stacks.setTerminationProtection(scope, name, input.EnableTerminationProtection ?? false).id };
  };
