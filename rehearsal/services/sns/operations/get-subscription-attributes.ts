import type { GetSubscriptionAttributesCommandInput, GetSubscriptionAttributesResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { ownerOf, required } from '../mapping.ts';

export const getSubscriptionAttributes =
  ({ topics }: SnsDependencies): Handler<GetSubscriptionAttributesCommandInput, GetSubscriptionAttributesResponse> =>
  ({ SubscriptionArn }) => {
    const subscription = topics.subscription(required(SubscriptionArn, 'SubscriptionArn'));
    return {
      Attributes: {
        SubscriptionArn: subscription.arn,
        TopicArn: subscription.topicArn,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        Owner: ownerOf(subscription),
        PendingConfirmation: String(subscription.confirmation.status === 'pending'),
        RawMessageDelivery: 'false',
      },
    };
  };
