import type { SubscribeCommandInput, SubscribeResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const subscribe =
  ({ topics }: SnsDependencies): Handler<SubscribeCommandInput, SubscribeResponse> =>
  ({ TopicArn, Protocol, Endpoint, Attributes = {}, ReturnSubscriptionArn = false }) => {
    const subscription = topics.subscribe(required(TopicArn, 'TopicArn'), {
      protocol: required(Protocol, 'Protocol'),
      endpoint: Endpoint,
      attributes: Attributes,
    });
    const isTold = ReturnSubscriptionArn || subscription.confirmation.status === 'confirmed';
    return { SubscriptionArn: isTold ? subscription.arn : 'pending confirmation' };
  };
