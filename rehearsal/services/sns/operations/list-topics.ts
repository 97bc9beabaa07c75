import type { ListTopicsCommandInput, ListTopicsResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { page } from '../mapping.ts';

export const listTopics =
  ({ topics }: SnsDependencies): Handler<ListTopicsCommandInput, ListTopicsResponse> =>
  ({ NextToken }, { scope }) => {
    const { items, nextToken } = page(topics.list(scope), NextToken);
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
  };
