import type { GetParameterCommandInput, GetParameterResult } from '@aws-sdk/client-ssm';
import type { Handler } from '../../../wire/service-table.ts';
import { required, wireParameter } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

export const getParameter =
  ({ parameters }: SsmDependencies): Handler<GetParameterCommandInput, GetParameterResult> =>
  (input, { scope }) => {
    const { parameter, version, selector } = parameters.get(scope, required(input.Name, 'name'));
    return { Parameter: wireParameter(parameter, version, input.WithDecryption ?? false, selector) };
  };
