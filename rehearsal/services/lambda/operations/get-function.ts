import type { GetFunctionCommandInput, GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { parseFunctionReference } from '../../../runtime/functions/function-reference.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf } from '../mapping.ts';

export const getFunction =
  (functions: LambdaFunctions): Handler<GetFunctionCommandInput, Omit<GetFunctionCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName, input.Qualifier);
    const record = functions.get(scope, reference);
    const { qualifier } = parseFunctionReference(reference);
    return {
      Configuration: configurationOf(record, functions.version(record, qualifier), qualifier),
      Tags: record.tags,
      ...(record.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency },
      }),
    };
  };
