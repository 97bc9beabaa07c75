import type { DescribeLogGroupsCommandInput, DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { notRehearsed } from '../../../runtime/logs/errors.ts';
import { wireGroup } from '../mapping.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { LogsDependencies } from '../dependencies.ts';
import { page } from '../required.ts';

export const describeLogGroups =
  ({ logs }: LogsDependencies): Handler<DescribeLogGroupsCommandInput, DescribeLogGroupsResponse> =>
  (input, { scope }) => {
    if (input.accountIdentifiers?.length || input.includeLinkedAccounts)
      throw notRehearsed('log groups of linked accounts');
    const matching = logs.list(scope).filter((group) => {
      if (!group.name.startsWith(input.logGroupNamePrefix ?? '')) return false;
      if (input.logGroupClass !== undefined && group.class !== input.logGroupClass) return false;
      return group.name.toLowerCase().includes((input.logGroupNamePattern ?? '').toLowerCase());
    });
    // Source: DescribeLogGroups, limit: 50 when not given.
    const { items, nextToken } = page(matching, input.nextToken, input.limit ?? 50);
    return { logGroups: items.map(wireGroup), nextToken };
  };
