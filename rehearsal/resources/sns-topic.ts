import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Topics } from '../runtime/notifications/topics.ts';
import type { Topic } from '../runtime/notifications/topic.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';

interface Properties {
  TopicName?: string;
  DisplayName?: string;
  KmsMasterKeyId?: string;
  SignatureVersion?: string;
  TracingConfig?: string;
  Subscription?: { Protocol: string; Endpoint: string }[];
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  TopicName: 'value',
  DisplayName: 'value',
  KmsMasterKeyId: 'value',
  SignatureVersion: 'value',
  TracingConfig: 'value',
  Subscription: list(struct({ Protocol: 'value', Endpoint: 'value' })),
  Tags: tags,
};

/** AWS::SNS::Topic. `Ref` is its ARN. */
export function snsTopicProvider({ topics, ids }: { topics: Topics; ids: Ids }): ResourceProvider<Properties> {
  return {
    type: 'AWS::SNS::Topic',
    properties,
    replaceOn: ['TopicName'],
    async create(wanted, context) {
      const name = wanted.TopicName ?? generatedName(ids, context, 256);
      if (topics.list(context.scope).some((topic) => topic.name === name)) throw new Error(`${name} already exists`);
      const topic = topics.create(context.scope, name, attributesOf(wanted), tagsOf(wanted, context.stackTags));
      subscribe(topics, topic, wanted);
      return stateOf(topic);
    },
    async update(state, wanted, previous, { stackTags }) {
      const cleared = Object.fromEntries(Object.keys(attributesOf(previous)).map((name) => [name, '']));
      const topic = topics.setAttributes(state.physicalId, { ...cleared, ...attributesOf(wanted) });
      topic.tags = tagsOf(wanted, stackTags);
      for (const { arn, protocol, endpoint } of topic.subscriptions.values())
        if (lists(previous, protocol, endpoint) && !lists(wanted, protocol, endpoint)) topics.unsubscribe(arn);
      subscribe(topics, topic, wanted);
      return stateOf(topic);
    },
    async delete(state) {
      topics.delete(state.physicalId);
    },
  };
}

const ATTRIBUTES = ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'] as const;

const attributesOf = (wanted: Properties): Record<string, string> =>
  Object.fromEntries(ATTRIBUTES.flatMap((name) => (wanted[name] === undefined ? [] : [[name, wanted[name]]])));

const tagsOf = ({ Tags = [] }: Properties, stackTags: Record<string, string>) => ({
  ...stackTags,
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
});

function subscribe(topics: Topics, topic: Topic, { Subscription = [] }: Properties): void {
  for (const { Protocol, Endpoint } of Subscription)
    topics.subscribe(topic.arn, { protocol: Protocol, endpoint: Endpoint });
}

const lists = ({ Subscription = [] }: Properties, protocol: string, endpoint: string): boolean =>
  Subscription.some(({ Protocol, Endpoint }) => Protocol === protocol && Endpoint === endpoint);

const stateOf = ({ arn, name }: Topic): ResourceState => ({
  physicalId: arn,
  attributes: { TopicArn: arn, TopicName: name },
});
