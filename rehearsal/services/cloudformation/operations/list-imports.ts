import type { ListImportsCommandInput, ListImportsCommandOutput } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../../domain/stack/validation-error.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';

export const listImports =
  (stacks: Stacks): Handler<ListImportsCommandInput, Omit<ListImportsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const name = required('exportName', input.ExportName);
    const importers = stacks.exports.importers(scope, name);
    if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
    return { Imports: importers };
  };
