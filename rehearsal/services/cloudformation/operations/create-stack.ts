import type { CreateStackCommandInput, CreateStackCommandOutput } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../../domain/stack/validation-error.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { checkNewName, requestOf } from '../mapping.ts';

export const createStack =
  (stacks: Stacks): Handler<CreateStackCommandInput, Omit<CreateStackCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const request = requestOf(input);
    checkNewName(request.name);
    if (input.OnFailure === 'DELETE') throw validationError('The rehearsal does not support OnFailure DELETE.');
    const stack = await stacks.create(scope, {
      ...request,
      disableRollback: input.DisableRollback ?? input.OnFailure === 'DO_NOTHING',
      terminationProtection: input.EnableTerminationProtection ?? false,
    });
    return { StackId: stack.id };
  };
