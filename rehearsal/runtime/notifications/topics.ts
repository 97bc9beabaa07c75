import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, parseArn, PerScope, type Scope } from '../../kernel/scope.ts';
import type { ServicePublication, TopicPublisher } from '../ports/topic-publisher.ts';
import { deliver, type DeliveryDependencies } from './deliver.ts';
import { invalidParameter, keyAccessDenied, notAuthorized, subscriptionNotFound, topicNotFound } from './errors.ts';
import { checkMessage } from './message.ts';
import { newSubscription, type NewSubscription } from './subscriptions.ts';
import { mergedAttributes } from './topic-attributes.ts';
import { defaultPolicy, permitsPublish } from './topic-policy.ts';
import type { Subscription, Topic, TopicAttributes, TopicMessage } from './topic.ts';

export interface TopicsDependencies extends DeliveryDependencies {
  ids: Ids;
}

/** The only key that a service cannot be allowed to use. Source: SNS developer guide, "Key management". */
const MANAGED_KEY = /(^|:)alias\/aws\/sns$/;

/** SNS's use cases: standard topics of every account and region, and who gets what is published to them. */
export class Topics implements TopicPublisher, Persistent {
  readonly name = 'topics';
  readonly #deps: TopicsDependencies;
  readonly #topics = new PerScope(() => new Map<string, Topic>());
  readonly #underWay = new Set<Promise<void>>();

  constructor(deps: TopicsDependencies) {
    this.#deps = deps;
  }

  /** A topic that exists with the same attributes and tags is returned as it is. Source: CreateTopic. */
  create(
    scope: Scope,
    name: string,
    attributes: Readonly<Record<string, string>>,
    tags: Record<string, string> = {},
  ): Topic {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const wanted = mergedAttributes({}, attributes);
    const existing = this.#topics.of(scope).get(name);
    if (existing) {
      if (!isWithin(wanted, existing.attributes))
        throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
      if (!isWithin(tags, existing.tags))
        throw invalidParameter('Tags Reason: Topic already exists with different tags');
      return existing;
    }
    const { account, region } = scope;
    const topic: Topic = {
      arn: arnOf(scope, 'sns', name),
      name,
      scope: { account, region },
      attributes: wanted,
      tags,
      subscriptions: new Map(),
    };
    this.#topics.of(scope).set(name, topic);
    return topic;
  }

  /** With its subscriptions; what does not exist is deleted already. Source: DeleteTopic. */
  delete(arn: string): void {
    const { scope, name } = this.#address(arn);
    this.#topics.of(scope).delete(name);
  }

  get(arn: string): Topic {
    const { scope, name } = this.#address(arn);
    const topic = this.#topics.of(scope).get(name);
    if (!topic) throw topicNotFound();
    return topic;
  }

  list(scope: Scope): Topic[] {
    return [...this.#topics.of(scope).values()];
  }

  setAttributes(arn: string, attributes: Readonly<Record<string, string>>): Topic {
    const topic = this.get(arn);
    topic.attributes = mergedAttributes(topic.attributes, attributes);
    return topic;
  }

  policyOf(topic: Topic): string {
    return topic.attributes.Policy ?? defaultPolicy(topic.arn, topic.scope.account);
  }

  /** The same endpoint again is the same subscription. */
  subscribe(topicArn: string, request: NewSubscription): Subscription {
    const topic = this.get(topicArn);
    const subscription = newSubscription(this.#deps.ids, topic, request);
    const existing = [...topic.subscriptions.values()].find(
      ({ protocol, endpoint }) => protocol === subscription.protocol && endpoint === subscription.endpoint,
    );
    if (existing) return existing;
    topic.subscriptions.set(subscription.arn, subscription);
    if (subscription.confirmation.status === 'pending')
      this.#deps.record({
        at: new Date(this.#deps.clock.now()).toISOString(),
        topic: topic.name,
        messageId: this.#deps.ids.uuid(),
        protocol: subscription.protocol,
        endpoint: subscription.endpoint,
        status: 'delivered',
        subject: 'AWS Notification - Subscription Confirmation',
        message: `Confirm the subscription to ${topic.arn} with the token ${subscription.confirmation.token}`,
      });
    return subscription;
  }

  confirm(topicArn: string, token: string): Subscription {
    const found = [...this.get(topicArn).subscriptions.values()].find(
      ({ confirmation }) => confirmation.status === 'pending' && confirmation.token === token,
    );
    if (!found) throw invalidParameter('Token');
    found.confirmation = { status: 'confirmed' };
    return found;
  }

  subscription(arn: string): Subscription {
    const topic = this.#topics
      .all()
      .flatMap((topics) => [...topics.values()])
      .find(({ subscriptions }) => subscriptions.has(arn));
    const found = topic?.subscriptions.get(arn);
    if (!found) throw subscriptionNotFound();
    return found;
  }

  /** What does not exist is unsubscribed already. */
  unsubscribe(arn: string): void {
    if (arn.split(':').length !== 7)
      throw invalidParameter('SubscriptionArn Reason: An ARN must have at least 6 elements');
    const { account = '', region = '', resource = '' } = parseArn(arn) ?? {};
    this.#topics
      .of({ account, region })
      .get(resource.split(':')[0] ?? '')
      ?.subscriptions.delete(arn);
  }

  /** Returns the message's id at once; what it sets off goes on. */
  publish(topicArn: string, message: TopicMessage): string {
    checkMessage(message);
    const topic = this.get(topicArn);
    const messageId = this.#deps.ids.uuid();
    for (const subscription of topic.subscriptions.values()) {
      const delivery: Promise<void> = deliver(this.#deps, topic, subscription, messageId, message).finally(() =>
        this.#underWay.delete(delivery),
      );
      this.#underWay.add(delivery);
    }
    return messageId;
  }

  publishFor(publication: ServicePublication): void {
    const { topicArn, principal, subject, message } = publication;
    const topic = this.get(topicArn);
    if (!permitsPublish(this.policyOf(topic), publication, parseArn(publication.sourceArn)?.account ?? ''))
      throw notAuthorized(principal, topicArn);
    if (MANAGED_KEY.test(topic.attributes.KmsMasterKeyId ?? '')) throw keyAccessDenied(principal);
    this.publish(topicArn, { texts: { default: message }, ...(subject !== undefined && { subject }) });
  }

  /** Resolves when what was published has been handed over. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  save(): Topic[] {
    return this.#topics.all().flatMap((topics) => [...topics.values()]);
  }

  restore(saved: readonly Topic[]): void {
    for (const topic of saved) this.#topics.of(topic.scope).set(topic.name, topic);
  }

  #address(arn: string): { scope: Scope; name: string } {
    const parsed = parseArn(arn);
    if (parsed?.service !== 'sns' || !/^[\w-]+$/.test(parsed.resource)) throw invalidParameter('TopicArn');
    return { scope: { account: parsed.account, region: parsed.region }, name: parsed.resource };
  }
}

const isWithin = (wanted: TopicAttributes | Record<string, string>, existing: object): boolean =>
  Object.entries(wanted).every(([name, value]) => (existing as Record<string, unknown>)[name] === value);
