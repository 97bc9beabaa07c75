import type { DeleteFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { referenceOf } from '../mapping.ts';

export const deleteFunction =
  (functions: LambdaFunctions): Handler<DeleteFunctionCommandInput, { StatusCode: number }> =>
  (input, { scope }) => {
    functions.delete(scope, referenceOf(input.FunctionName, input.Qualifier));
    return { StatusCode: 204 };
  };
