import type { CreateChangeSetCommandInput, CreateChangeSetCommandOutput } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../../domain/stack/validation-error.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { checkNewName, requestOf, required } from '../mapping.ts';

export const createChangeSet =
  (stacks: Stacks): Handler<CreateChangeSetCommandInput, Omit<CreateChangeSetCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const request = requestOf(input);
    if (input.ChangeSetType === 'IMPORT') throw validationError('The rehearsal does not support ChangeSetType IMPORT.');
    const type = input.ChangeSetType ?? 'UPDATE';
    if (type === 'CREATE') checkNewName(request.name);
    const record = await stacks.changeSets.create(scope, request, {
      name: required('changeSetName', input.ChangeSetName),
      type,
      ...(input.Description !== undefined && { description: input.Description }),
    });
    return { Id: record.id, StackId: record.stack.id };
  };
