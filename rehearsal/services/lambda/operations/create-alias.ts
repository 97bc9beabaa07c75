import type { CreateAliasCommandInput, CreateAliasCommandOutput } from '@aws-sdk/client-lambda';
import { invalidParameter } from '../../../runtime/functions/errors.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { aliasOf, referenceOf } from '../mapping.ts';

export const createAlias =
  (functions: LambdaFunctions): Handler<CreateAliasCommandInput, Omit<CreateAliasCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { Name: name, FunctionVersion: functionVersion, Description: description, RoutingConfig } = input;
    if (!name || !functionVersion) throw invalidParameter('Name and FunctionVersion are required.');
    const reference = referenceOf(input.FunctionName);
    const weights = RoutingConfig?.AdditionalVersionWeights;
    const alias = functions.aliases.create(scope, reference, { name, functionVersion, description, weights });
    return aliasOf(functions.get(scope, reference), alias);
  };
