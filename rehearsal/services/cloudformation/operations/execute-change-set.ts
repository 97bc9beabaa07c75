import type { ExecuteChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const executeChangeSet =
  (stacks: Stacks): Handler<ExecuteChangeSetCommandInput, object> =>
  (input, { scope }) => {
    const name = required('changeSetName', input.ChangeSetName);
    stacks.changeSets.execute(scope, name, input.StackName, input.DisableRollback);
    return {};
  };
