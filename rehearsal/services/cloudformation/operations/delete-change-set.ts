import type { DeleteChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const deleteChangeSet =
  (stacks: Stacks): Handler<DeleteChangeSetCommandInput, object> =>
  (input, { scope }) => {
    stacks.changeSets.delete(scope, required('changeSetName', input.ChangeSetName), input.StackName);
    return {};
  };
