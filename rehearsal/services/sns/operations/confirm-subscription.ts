import type { ConfirmSubscriptionCommandInput, ConfirmSubscriptionResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

/** What a reader of the confirming mail does; its token is in logs/notifications.ndjson. */
export const confirmSubscription =
  ({ topics }: SnsDependencies): Handler<ConfirmSubscriptionCommandInput, ConfirmSubscriptionResponse> =>
  ({ TopicArn, Token }) => ({
    SubscriptionArn: topics.confirm(required(TopicArn, 'TopicArn'), required(Token, 'Token')).arn,
  });
