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
    const reference = referenceOf(input.FunctionName);
    const record = functions.updateConfiguration(scope, reference, settingsOf(input), input.RevisionId);
    return configurationOf(record, record.latest);
  };
