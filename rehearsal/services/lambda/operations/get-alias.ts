import type { GetAliasCommandInput, GetAliasCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { aliasOf, referenceOf } from '../mapping.ts';

export const getAlias =
  (functions: LambdaFunctions): Handler<GetAliasCommandInput, Omit<GetAliasCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName);
    return aliasOf(functions.get(scope, reference), functions.aliases.get(scope, reference, input.Name ?? ''));
  };
