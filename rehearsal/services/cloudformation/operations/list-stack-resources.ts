import type { ListStackResourcesCommandInput, ListStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { pageOf, required, resourceOf } from '../mapping.ts';

const PAGE = 100;

export const listStackResources =
  (stacks: Stacks): Handler<ListStackResourcesCommandInput, Omit<ListStackResourcesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const stack = stacks.byName(scope, required('stackName', input.StackName));
    const { page, next } = pageOf([...stack.resources.values()], input.NextToken, PAGE);
    return {
      StackResourceSummaries: page.map((record) => {
        const { Timestamp, ...summary } = resourceOf(stack, record);
        return { ...summary, LastUpdatedTimestamp: Timestamp };
      }),
      ...(next !== undefined && { NextToken: next }),
    };
  };
