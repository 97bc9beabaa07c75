import type {
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf } from '../mapping.ts';

export const getFunctionConfiguration =
  (
    functions: LambdaFunctions,
  ): Handler<GetFunctionConfigurationCommandInput, Omit<GetFunctionConfigurationCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const record = functions.get(scope, referenceOf(input.FunctionName, input.Qualifier));
    return configurationOf(record, functions.version(record, input.Qualifier), input.Qualifier);
  };
