import type { CancelUpdateStackCommandInput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const cancelUpdateStack =
  (stacks: Stacks): Handler<CancelUpdateStackCommandInput, object> =>
  (input, { scope }) => {
    stacks.cancelUpdate(scope, required('stackName', input.StackName));
    return {};
  };
