import type { DeleteStackCommandInput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const deleteStack =
  (stacks: Stacks): Handler<DeleteStackCommandInput, object> =>
  (input, { scope }) => {
    stacks.delete(scope, required('stackName', input.StackName), { retainResources: input.RetainResources ?? [] });
    return {};
  };
