import type { DeleteParameterCommandInput, DeleteParameterResult } from '@aws-sdk/client-ssm';
import type { Handler } from '../../../wire/service-table.ts';
import { required } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

export const deleteParameter =
  ({ parameters }: SsmDependencies): Handler<DeleteParameterCommandInput, DeleteParameterResult> =>
  (input, { scope }) => {
    parameters.delete(scope, required(input.Name, 'name'));
    return {};
  };
