import type { MessageAttributeValue, Subscription as WireSubscription, Tag } from '@aws-sdk/client-sns';
import { invalidParameter, notRehearsed } from '../../runtime/notifications/errors.ts';
import { structuredTexts } from '../../runtime/notifications/message.ts';
import type { Subscription, TopicMessage } from '../../runtime/notifications/topic.ts';

/** Until it is confirmed a subscription's ARN is not told. Source: ListSubscriptions. */
export const wireSubscription = (subscription: Subscription): WireSubscription => ({
  SubscriptionArn: subscription.confirmation.status === 'pending' ? 'PendingConfirmation' : subscription.arn,
  Owner: ownerOf(subscription),
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  TopicArn: subscription.topicArn,
});

export const ownerOf = ({ topicArn }: Pick<Subscription, 'topicArn'>): string => topicArn.split(':')[4] ?? '';

export const fromTags = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));

export interface WireMessage {
  Message?: string | undefined;
  Subject?: string | undefined;
  MessageStructure?: string | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
}

export function fromMessage(wire: WireMessage): TopicMessage {
  const { Message = '', Subject, MessageStructure, MessageAttributes = {} } = wire;
  if (wire.MessageDeduplicationId !== undefined)
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  if (MessageStructure !== undefined && MessageStructure !== 'json') throw invalidParameter('MessageStructure');
  return {
    ...(Subject !== undefined && { subject: Subject }),
    texts: MessageStructure === 'json' ? structuredTexts(Message) : { default: Message },
    attributes: Object.fromEntries(Object.entries(MessageAttributes).map(attributeOf)),
  };
}

function attributeOf([name, { DataType = '', StringValue, BinaryValue }]: [string, MessageAttributeValue]) {
  if (BinaryValue !== undefined) throw notRehearsed('binary message attributes');
  if (StringValue === undefined || !/^(String|Number|String\.Array)(\.|$)/.test(DataType))
    throw invalidParameter(`The message attribute '${name}' must contain a non-empty DataType and value`);
  return [name, { Type: DataType, Value: StringValue }] as const;
}

/** One page of a list; the token is the position at which the next begins. A hundred each. Source: ListTopics. */
export function page<T>(items: readonly T[], token: string | undefined): { items: T[]; nextToken: string | undefined } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidParameter('NextToken');
  return {
    items: items.slice(from, from + 100),
    nextToken: from + 100 < items.length ? String(from + 100) : undefined,
  };
}

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalidParameter(name);
  return value;
}
