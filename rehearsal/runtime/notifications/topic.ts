import type { Scope } from '../../kernel/scope.ts';

/** What GetTopicAttributes shows beside what it counts. Names are the API's. */
export interface TopicAttributes {
  DisplayName?: string;
  Policy?: string;
  KmsMasterKeyId?: string;
  DeliveryPolicy?: string;
  SignatureVersion?: string;
  TracingConfig?: string;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly scope: Scope;
  attributes: TopicAttributes;
  tags: Record<string, string>;
  /** By ARN. */
  readonly subscriptions: Map<string, Subscription>;
}

/** Protocols that are rehearsed. */
export type Protocol = 'lambda' | 'email' | 'email-json' | 'sms';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** Mail waits for its reader's click, with the token that the confirming message holds. */
  confirmation: { status: 'pending'; token: string } | { status: 'confirmed' };
}

export interface TopicMessage {
  subject?: string | undefined;
  /** The text that each protocol gets: `default` when it has none of its own. */
  texts: Readonly<Record<string, string>> & { readonly default: string };
  attributes?: Readonly<Record<string, { Type: string; Value: string }>>;
}
