import type { DescribeStackEventsCommandInput, DescribeStackEventsCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { eventOf, pageOf, required } from '../mapping.ts';

/** Newest first. A page of AWS holds 100 events; a token is a position, so events that come between two pages shift it. */
const PAGE = 100;

export const describeStackEvents =
  (stacks: Stacks): Handler<DescribeStackEventsCommandInput, Omit<DescribeStackEventsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const stack = stacks.byName(scope, required('stackName', input.StackName));
    const { page, next } = pageOf(stack.events.toReversed(), input.NextToken, PAGE);
    return { StackEvents: page.map((event) => eventOf(stack, event)), ...(next !== undefined && { NextToken: next }) };
  };
