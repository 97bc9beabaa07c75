import type { ListFunctionsCommandInput, ListFunctionsCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, pageOf } from '../mapping.ts';

export const listFunctions =
  (functions: LambdaFunctions): Handler<ListFunctionsCommandInput, Omit<ListFunctionsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { items, next } = pageOf(functions.list(scope), input, ({ name }) => name);
    return {
      Functions: items.map((record) => configurationOf(record, record.latest)),
      ...(next !== undefined && { NextMarker: next }),
    };
  };
