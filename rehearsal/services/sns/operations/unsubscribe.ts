import type { UnsubscribeCommandInput } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const unsubscribe =
  ({ topics }: SnsDependencies): Handler<UnsubscribeCommandInput, void> =>
  ({ SubscriptionArn }) =>
    topics.unsubscribe(required(SubscriptionArn, 'SubscriptionArn'));
