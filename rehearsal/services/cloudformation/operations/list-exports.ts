import type { ListExportsCommandInput, ListExportsCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { pageOf } from '../mapping.ts';

const PAGE = 100;

export const listExports =
  (stacks: Stacks): Handler<ListExportsCommandInput, Omit<ListExportsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { page, next } = pageOf(stacks.exports.all(scope), input.NextToken, PAGE);
    return {
      Exports: page.map(({ name, value, exportingStackId }) => ({
        Name: name,
        Value: value,
        ExportingStackId: exportingStackId,
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  };
