import type { GetFunctionCommandInput, GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf } from '../mapping.ts';

export const getFunction =
  (functions: LambdaFunctions): Handler<GetFunctionCommandInput, Omit<GetFunctionCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const record = functions.get(scope, referenceOf(input.FunctionName, input.Qualifier));
    return {
      Configuration: configurationOf(record, functions.version(record, input.Qualifier), input.Qualifier),
      Tags: record.tags,
      ...(record.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency },
      }),
    };
  };
