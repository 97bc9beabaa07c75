import type { ListVersionsByFunctionCommandInput, ListVersionsByFunctionCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, pageOf, referenceOf } from '../mapping.ts';

type Operation = Handler<ListVersionsByFunctionCommandInput, Omit<ListVersionsByFunctionCommandOutput, '$metadata'>>;

/** `$LATEST` first, then the numbers. */
export const listVersionsByFunction =
  (functions: LambdaFunctions): Operation =>
  (input, { scope }) => {
    const record = functions.get(scope, referenceOf(input.FunctionName));
    const { items, next } = pageOf([record.latest, ...record.versions], input, ({ version }) => version);
    return {
      Versions: items.map((version) => configurationOf(record, version, version.version)),
      ...(next !== undefined && { NextMarker: next }),
    };
  };
