import type { ListFunctionsCommandInput, ListFunctionsCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf } from '../mapping.ts';

/** Source: Lambda API, ListFunctions: at most 50 a page. */
const PAGE = 50;

export const listFunctions =
  (functions: LambdaFunctions): Handler<ListFunctionsCommandInput, Omit<ListFunctionsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const all = functions.list(scope);
    const start = input.Marker === undefined ? 0 : all.findIndex(({ name }) => name === input.Marker);
    const end = start + Math.min(input.MaxItems ?? PAGE, PAGE);
    const next = all[end];
    return {
      Functions: all.slice(start, end).map((record) => configurationOf(record, record.latest)),
      ...(next && { NextMarker: next.name }),
    };
  };
