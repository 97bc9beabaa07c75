import type { DeleteAliasCommandInput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { referenceOf } from '../mapping.ts';

export const deleteAlias =
  (functions: LambdaFunctions): Handler<DeleteAliasCommandInput, object> =>
  (input, { scope }) => {
    functions.aliases.delete(scope, referenceOf(input.FunctionName), input.Name ?? '');
    return {};
  };
