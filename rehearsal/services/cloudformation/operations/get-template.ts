import type { GetTemplateCommandInput, GetTemplateCommandOutput } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../../domain/stack/validation-error.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const getTemplate =
  (stacks: Stacks): Handler<GetTemplateCommandInput, Omit<GetTemplateCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    if (input.ChangeSetName !== undefined)
      throw validationError('The rehearsal does not support ChangeSetName of GetTemplate.');
    const stack = stacks.byName(scope, required('stackName', input.StackName));
    // A stack that only a change set knows has an empty template, as the CDK's own command expects.
    return { TemplateBody: stack.templateBody || '{}', StagesAvailable: ['Original', 'Processed'] };
  };
