import type { Topics } from '../runtime/notifications/topics.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';

interface Properties {
  TopicArn: string;
  Protocol: string;
  Endpoint: string;
}

/** AWS::SNS::Subscription. `Ref` is its ARN, also while it waits for confirmation. */
export function snsSubscriptionProvider({ topics }: { topics: Topics }): ResourceProvider<Properties> {
  return {
    type: 'AWS::SNS::Subscription',
    properties: { TopicArn: 'value', Protocol: 'value', Endpoint: 'value' },
    replaceOn: ['TopicArn', 'Protocol', 'Endpoint'],
    async create({ TopicArn, Protocol, Endpoint }) {
      const { arn } = topics.subscribe(TopicArn, { protocol: Protocol, endpoint: Endpoint });
      return { physicalId: arn, attributes: { Arn: arn } };
    },
    update: (state) => Promise.resolve(state),
    async delete(state) {
      topics.unsubscribe(state.physicalId);
    },
  };
}
