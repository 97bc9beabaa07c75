import type { RemovePermissionCommandInput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { referenceOf } from '../mapping.ts';

export const removePermission =
  (functions: LambdaFunctions): Handler<RemovePermissionCommandInput, object> =>
  (input, { scope }) => {
    functions.removePermission(scope, referenceOf(input.FunctionName, input.Qualifier), input.StatementId ?? '');
    return {};
  };
