import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Events } from '../runtime/events/events.ts';
import { Topics } from '../runtime/notifications/topics.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { eventsRuleProvider } from './events-rule.ts';
import { snsSubscriptionProvider } from './sns-subscription.ts';
import { snsTopicPolicyProvider } from './sns-topic-policy.ts';
import { snsTopicProvider } from './sns-topic.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const context: ResourceContext = {
  scope,
  stackName: 'picus-prod-monitoring',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-prod-monitoring/1',
  logicalId: 'Topic',
  stackTags: { env: 'prod' },
  token: 't',
  signal: new AbortController().signal,
};
const topicArn = 'arn:aws:sns:eu-west-1:111111111111:alerts';
const ids = randomIds;

let topics: Topics;
let events: Events;

beforeEach(() => {
  const clock = new ManualClock();
  const functions = { permits: () => true, exists: () => true, invoke: async () => ({ status: 202 }) };
  topics = new Topics({ clock, ids, log: silentLog, functions, record: () => {} });
  events = new Events({ clock, ids, log: silentLog, functions, topics, logs: { append: () => {} } });
});

const endpoints = () => [...topics.get(topicArn).subscriptions.values()].map(({ endpoint }) => endpoint);

describe('AWS::SNS::Topic', () => {
  it('is made, changed and deleted, its subscriptions with it', async () => {
    const provider = snsTopicProvider({ topics, ids });
    const mail = (Endpoint: string) => ({ Protocol: 'email', Endpoint });
    const first = {
      TopicName: 'alerts',
      KmsMasterKeyId: 'key',
      Subscription: [mail('a@b.example'), mail('c@d.example')],
    };
    const state = await provider.create(first, context);
    expect(state).toEqual({ physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: 'alerts' } });
    expect(topics.get(topicArn)).toMatchObject({ tags: { env: 'prod' }, attributes: { KmsMasterKeyId: 'key' } });
    await expect(provider.create(first, context)).rejects.toThrow('alerts already exists');
    const own = topics.subscribe(topicArn, { protocol: 'sms', endpoint: '+4312345678' });
    const next = {
      TopicName: 'alerts',
      DisplayName: 'Alerts',
      Subscription: [mail('c@d.example'), mail('e@f.example')],
    };
    await provider.update(state, next, first, context);
    expect(topics.get(topicArn).attributes).toEqual({ DisplayName: 'Alerts' });
    expect(endpoints()).toEqual(['c@d.example', own.endpoint, 'e@f.example']);
    await provider.delete(state, next, context);
    expect(topics.list(scope)).toEqual([]);
  });
});

describe('AWS::SNS::TopicPolicy and AWS::SNS::Subscription', () => {
  it('come and go with their topic', async () => {
    topics.create(scope, 'alerts', {});
    const policies = snsTopicPolicyProvider({ topics, ids });
    const PolicyDocument = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish' }] };
    const policy = await policies.create({ PolicyDocument, Topics: [topicArn] }, context);
    expect(JSON.parse(topics.policyOf(topics.get(topicArn)))).toEqual(PolicyDocument);
    await policies.delete(policy, { PolicyDocument, Topics: [topicArn] }, context);
    expect(topics.policyOf(topics.get(topicArn))).toContain('__default_policy_ID');

    const subscriptions = snsSubscriptionProvider({ topics });
    const wanted = { TopicArn: topicArn, Protocol: 'email', Endpoint: 'a@b.example' };
    const subscription = await subscriptions.create(wanted, context);
    expect(subscription.physicalId).toMatch(new RegExp(`^${topicArn}:[0-9a-f-]{36}$`));
    await subscriptions.delete(subscription, wanted, context);
    expect(endpoints()).toEqual([]);
    topics.delete(topicArn);
    await subscriptions.delete(subscription, wanted, context);
    await policies.delete(policy, { PolicyDocument, Topics: [topicArn] }, context);
  });
});

describe('AWS::Events::Rule', () => {
  const provider = () => eventsRuleProvider({ events, ids });
  const targets = (...names: string[]) => names.map((Id) => ({ Id, Arn: topicArn }));

  it('is made, changed and deleted, its targets with it', async () => {
    const first = { Name: 'told', EventPattern: { source: ['aws.codedeploy'] }, Targets: targets('a', 'b') };
    const state = await provider().create(first, context);
    expect(state).toEqual({
      physicalId: 'told',
      attributes: { Arn: 'arn:aws:events:eu-west-1:111111111111:rule/told' },
    });
    const next = { Name: 'told', ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED', Targets: targets('b', 'c') };
    await provider().update(state, next, first, context);
    const rule = events.get(scope, 'told');
    expect([...rule.targets.keys()]).toEqual(['b', 'c']);
    expect(rule).toMatchObject({ isEnabled: false, schedule: { everyMs: 300_000 }, tags: { env: 'prod' } });
    expect(rule).not.toHaveProperty('pattern');
    await provider().delete(state, next, context);
    await provider().delete(state, next, context);
    expect(events.list(scope)).toEqual([]);
  });

  it('leaves nothing behind when a target is refused', async () => {
    const wanted = { Name: 'told', EventPattern: { source: ['x'] }, Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:r:1:q' }] };
    await expect(provider().create(wanted, context)).rejects.toThrow('does not implement targets of sqs');
    expect(events.list(scope)).toEqual([]);
  });
});
