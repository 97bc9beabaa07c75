import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { FunctionPermissions } from '../ports/function-permissions.ts';
import type { Functions } from '../ports/functions.ts';
import type { Subscription, Topic, TopicMessage } from './topic.ts';

/** What somebody got, or would have got: nothing leaves the machine. */
export interface Delivery {
  /** ISO 8601. */
  at: string;
  topic: string;
  messageId: string;
  protocol: string;
  endpoint: string;
  status: 'delivered' | 'pending confirmation' | 'failed';
  /** Why it failed. */
  reason?: string;
  subject?: string;
  message: string;
}

export interface DeliveryDependencies {
  clock: Clock;
  log: Log;
  functions: Functions & FunctionPermissions;
  /** Told of each delivery. */
  record: (delivery: Delivery) => void;
}

/** Invokes functions; what goes to people is recorded, and that they have not confirmed yet. */
export async function deliver(
  deps: DeliveryDependencies,
  topic: Topic,
  subscription: Subscription,
  messageId: string,
  { subject, texts, attributes }: TopicMessage,
): Promise<void> {
  const { protocol, endpoint } = subscription;
  const at = new Date(deps.clock.now()).toISOString();
  const message = texts[protocol] ?? texts.default;
  const told: Omit<Delivery, 'status'> = {
    at,
    topic: topic.name,
    messageId,
    protocol,
    endpoint,
    ...(subject !== undefined && { subject }),
    message,
  };
  if (subscription.confirmation.status === 'pending') return deps.record({ ...told, status: 'pending confirmation' });
  if (protocol !== 'lambda') return deps.record({ ...told, status: 'delivered' });
  try {
    if (!deps.functions.permits(topic.scope, endpoint, { principal: 'sns.amazonaws.com', sourceArn: topic.arn }))
      throw new Error(`The policy of ${endpoint} does not let sns.amazonaws.com invoke it for ${topic.arn}.`);
    const record = functionRecord(subscription, { messageId, at, subject, message, attributes: attributes ?? {} });
    await deps.functions.invoke(topic.scope, endpoint, { type: 'Event', payload: { Records: [record] } });
    deps.record({ ...told, status: 'delivered' });
  } catch (error) {
    deps.log.warn(`The topic ${topic.name} could not deliver to ${endpoint}.`, { error: messageOf(error) });
    deps.record({ ...told, status: 'failed', reason: messageOf(error) });
  }
}

interface Notification {
  messageId: string;
  at: string;
  subject: string | undefined;
  message: string;
  attributes: NonNullable<TopicMessage['attributes']>;
}

/** Source: Lambda developer guide, "Using Lambda with Amazon SNS", the example event. Nothing is signed here. */
const functionRecord = (
  { arn, topicArn }: Subscription,
  { messageId, at, subject, message, attributes }: Notification,
) => ({
  EventSource: 'aws:sns',
  EventVersion: '1.0',
  EventSubscriptionArn: arn,
  Sns: {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject ?? null,
    Message: message,
    Timestamp: at,
    SignatureVersion: '1',
    Signature: '',
    SigningCertUrl: '',
    UnsubscribeUrl: '',
    MessageAttributes: attributes,
  },
});
