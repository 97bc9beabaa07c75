import type { DescribeStacksCommandInput, DescribeStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { pageOf, stackOf } from '../mapping.ts';

/** A page of AWS holds up to 1 MB; the size in stacks is unverified. */
const PAGE = 100;

export const describeStacks =
  (stacks: Stacks): Handler<DescribeStacksCommandInput, Omit<DescribeStacksCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    if (input.StackName !== undefined) return { Stacks: [stackOf(stacks.byName(scope, input.StackName))] };
    const { page, next } = pageOf(stacks.all(scope), input.NextToken, PAGE);
    return { Stacks: page.map(stackOf), ...(next !== undefined && { NextToken: next }) };
  };
