import type { GetTopicAttributesCommandInput, GetTopicAttributesResponse } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

/** Deleted subscriptions are not counted: SNS counts them for some days. */
export const getTopicAttributes =
  ({ topics }: SnsDependencies): Handler<GetTopicAttributesCommandInput, GetTopicAttributesResponse> =>
  ({ TopicArn }) => {
    const topic = topics.get(required(TopicArn, 'TopicArn'));
    const all = [...topic.subscriptions.values()];
    const pending = all.filter(({ confirmation }) => confirmation.status === 'pending').length;
    return {
      Attributes: {
        DisplayName: '',
        ...topic.attributes,
        TopicArn: topic.arn,
        Owner: topic.scope.account,
        Policy: topics.policyOf(topic),
        SubscriptionsConfirmed: String(all.length - pending),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: '0',
      },
    };
  };
