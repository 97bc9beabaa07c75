import type { ListStacksCommandInput, ListStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { pageOf, stackOf } from '../mapping.ts';

const PAGE = 100;

export const listStacks =
  (stacks: Stacks): Handler<ListStacksCommandInput, Omit<ListStacksCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const wanted = input.StackStatusFilter;
    const all = [...stacks.all(scope), ...stacks.deleted(scope)].filter(
      ({ status }) => !wanted?.length || wanted.includes(status),
    );
    const { page, next } = pageOf(all, input.NextToken, PAGE);
    return {
      StackSummaries: page.map((record) => {
        const {
          StackId,
          StackName,
          CreationTime,
          LastUpdatedTime,
          DeletionTime,
          StackStatus,
          StackStatusReason,
          DriftInformation,
        } = stackOf(record);
        return {
          StackId,
          StackName,
          CreationTime,
          LastUpdatedTime,
          DeletionTime,
          StackStatus,
          StackStatusReason,
          DriftInformation,
        };
      }),
      ...(next !== undefined && { NextToken: next }),
    };
  };
