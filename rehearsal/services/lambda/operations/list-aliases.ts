import type { ListAliasesCommandInput, ListAliasesCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { aliasOf, pageOf, referenceOf } from '../mapping.ts';

export const listAliases =
  (functions: LambdaFunctions): Handler<ListAliasesCommandInput, Omit<ListAliasesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName);
    const record = functions.get(scope, reference);
    const { items, next } = pageOf(
      functions.aliases.list(scope, reference, input.FunctionVersion),
      input,
      (alias) => alias.name,
    );
    return { Aliases: items.map((alias) => aliasOf(record, alias)), ...(next !== undefined && { NextMarker: next }) };
  };
