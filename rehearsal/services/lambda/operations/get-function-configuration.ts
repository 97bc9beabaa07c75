import type {
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import { parseFunctionReference } from '../../../runtime/functions/function-reference.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf } from '../mapping.ts';

export const getFunctionConfiguration =
  (
    functions: LambdaFunctions,
  ): Handler<GetFunctionConfigurationCommandInput, Omit<GetFunctionConfigurationCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName, input.Qualifier);
    const record = functions.get(scope, reference);
    const { qualifier } = parseFunctionReference(reference);
    return configurationOf(record, functions.version(record, qualifier), qualifier);
  };
