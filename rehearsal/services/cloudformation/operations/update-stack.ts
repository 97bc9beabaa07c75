import type { UpdateStackCommandInput, UpdateStackCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { requestOf } from '../mapping.ts';

export const updateStack =
  (stacks: Stacks): Handler<UpdateStackCommandInput, Omit<UpdateStackCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const stack = await stacks.update(scope, requestOf(input));
    return { StackId: stack.id };
  };
