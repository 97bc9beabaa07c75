import type { Ids } from '../../kernel/ids.ts';
import { parseArn } from '../../kernel/scope.ts';
import { invalidParameter, notRehearsed } from './errors.ts';
import type { Protocol, Subscription, Topic } from './topic.ts';

export interface NewSubscription {
  protocol: string;
  endpoint: string | undefined;
  attributes?: Readonly<Record<string, string>>;
}

/** Mail waits for a click. Source: SNS developer guide, "Subscription confirmation": Lambda in the same account and SMS need none. */
export function newSubscription(
  ids: Ids,
  topic: Topic,
  { protocol, endpoint, attributes = {} }: NewSubscription,
): Subscription {
  const known = protocolOf(protocol);
  const checked = endpointOf(known, endpoint);
  for (const name of Object.keys(attributes)) throw notRehearsed(`the subscription attribute ${name}`);
  const isMail = known === 'email' || known === 'email-json';
  return {
    arn: `${topic.arn}:${ids.uuid()}`,
    topicArn: topic.arn,
    protocol: known,
    endpoint: checked,
    // The token's length is AWS's.
    confirmation: isMail ? { status: 'pending', token: ids.hex(256) } : { status: 'confirmed' },
  };
}

const PROTOCOLS: readonly Protocol[] = ['lambda', 'email', 'email-json', 'sms'];
const NOT_REHEARSED = ['http', 'https', 'sqs', 'firehose', 'application'];

function protocolOf(protocol: string): Protocol {
  if (NOT_REHEARSED.includes(protocol)) throw notRehearsed(`the protocol ${protocol}`);
  const known = PROTOCOLS.find((candidate) => candidate === protocol);
  if (!known) throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  return known;
}

function endpointOf(protocol: Protocol, endpoint = ''): string {
  if (protocol === 'lambda' && parseArn(endpoint)?.service !== 'lambda') throw invalidParameter('Lambda endpoint ARN');
  if (protocol.startsWith('email') && !/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalidParameter('Email address');
  if (protocol === 'sms' && !/^\+?[\d\s-]{4,20}$/.test(endpoint)) throw invalidParameter(`SMS endpoint: ${endpoint}`);
  return endpoint;
}
