import type { ListSubscriptionsCommandInput, ListSubscriptionsResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { page, wireSubscription } from '../mapping.ts';

export const listSubscriptions =
  ({ topics }: SnsDependencies): Handler<ListSubscriptionsCommandInput, ListSubscriptionsResponse> =>
  ({ NextToken }, { scope }) => {
    const all = topics.list(scope).flatMap(({ subscriptions }) => [...subscriptions.values()]);
    const { items, nextToken } = page(all, NextToken);
    return { Subscriptions: items.map(wireSubscription), NextToken: nextToken };
  };
