import type { DeleteParametersCommandInput, DeleteParametersResult } from '@aws-sdk/client-ssm';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

/** Those that do not exist are named beside the others. Source: DeleteParameters. */
export const deleteParameters =
  ({ parameters }: SsmDependencies): Handler<DeleteParametersCommandInput, DeleteParametersResult> =>
  (input, { scope }) => {
    const existing = new Set(parameters.list(scope).map((parameter) => parameter.name));
    const names = [...new Set(required(input.Names, 'names'))];
    const known = names.filter((name) => existing.has(name));
    for (const name of known) parameters.delete(scope, name);
    return { DeletedParameters: known, InvalidParameters: names.filter((name) => !existing.has(name)) };
  };
