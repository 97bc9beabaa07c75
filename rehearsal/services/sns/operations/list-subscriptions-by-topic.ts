import type { ListSubscriptionsByTopicCommandInput, ListSubscriptionsByTopicResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { page, required, wireSubscription } from '../mapping.ts';

export const listSubscriptionsByTopic =
  ({ topics }: SnsDependencies): Handler<ListSubscriptionsByTopicCommandInput, ListSubscriptionsByTopicResponse> =>
  ({ TopicArn, NextToken }) => {
    const topic = topics.get(required(TopicArn, 'TopicArn'));
    const { items, nextToken } = page([...topic.subscriptions.values()], NextToken);
    return { Subscriptions: items.map(wireSubscription), NextToken: nextToken };
  };
