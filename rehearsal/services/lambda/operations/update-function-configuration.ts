import type {
  UpdateFunctionConfigurationCommandInput,
  UpdateFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf, settingsOf } from '../mapping.ts';

type Output = Omit<UpdateFunctionConfigurationCommandOutput, '$metadata'>;

export const updateFunctionConfiguration =
  (functions: LambdaFunctions): Handler<UpdateFunctionConfigurationCommandInput, Output> =>
  (input, { scope }) => {
    const record = functions.updateConfiguration(scope, referenceOf(input.FunctionName), settingsOf(input));
    return configurationOf(record, record.latest);
  };
