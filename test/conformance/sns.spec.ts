import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  ResourceNotFoundException,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import type { Delivery } from '../../rehearsal/runtime/notifications/deliver.ts';
import { Topics } from '../../rehearsal/runtime/notifications/topics.ts';
import { snsApi } from '../../rehearsal/services/sns/sns-api.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { invocations, type Invocations } from './support/invocations.ts';

const arn = 'arn:aws:sns:eu-west-1:111111111111:alerts';
const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:page';

let functions: Invocations;
let deliveries: Delivery[];
let topics: Topics;
let gateway: TestGateway;
let sns: SNSClient;

beforeEach(async () => {
  functions = invocations();
  deliveries = [];
  topics = new Topics({
    clock: new ManualClock(),
    ids: randomIds,
    log: silentLog,
    functions,
    record: (delivery) => void deliveries.push(delivery),
  });
  gateway = await startGateway([snsApi({ topics })]);
  sns = new SNSClient(gateway.clientConfig());
});

afterEach(async () => {
  sns.destroy();
  await gateway.close();
});

const create = (Attributes: Record<string, string> = {}) =>
  sns.send(new CreateTopicCommand({ Name: 'alerts', Attributes }));
const subscribe = (Protocol: string, Endpoint: string) =>
  sns.send(new SubscribeCommand({ TopicArn: arn, Protocol, Endpoint }));
const attributes = async () => (await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }))).Attributes ?? {};

describe('topics', () => {
  it('are created once, described, listed and deleted', async () => {
    expect(await create({ DisplayName: 'Alerts' })).toMatchObject({ TopicArn: arn });
    expect(await create({ DisplayName: 'Alerts' })).toMatchObject({ TopicArn: arn });
    await expect(create({ DisplayName: 'Others' })).rejects.toThrow('Topic already exists with different attributes');
    expect(await attributes()).toMatchObject({
      TopicArn: arn,
      Owner: '111111111111',
      DisplayName: 'Alerts',
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
    });
    expect(JSON.parse((await attributes())['Policy'] ?? '')).toMatchObject({ Id: '__default_policy_ID' });
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: arn }]);
    await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    await expect(attributes()).rejects.toBeInstanceOf(NotFoundException);
  });

  it('take attributes and tags', async () => {
    await create();
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName, AttributeValue }));
    await set('KmsMasterKeyId', 'alias/alerts');
    expect(await attributes()).toMatchObject({ KmsMasterKeyId: 'alias/alerts' });
    await expect(set('Policy', 'none')).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(set('ArchivePolicy', '{}')).rejects.toThrow('does not implement the topic attribute ArchivePolicy');
    const ipAddress = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    const policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Condition: ipAddress }],
    });
    await expect(set('Policy', policy)).rejects.toThrow('does not implement the condition IpAddress');
    await sns.send(
      new TagResourceCommand({
        ResourceArn: arn,
        Tags: [
          { Key: 'env', Value: 'prod' },
          { Key: 'a', Value: 'b' },
        ],
      }),
    );
    await sns.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ['a'] }));
    const tags = (ResourceArn: string) => sns.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect((await tags(arn)).Tags).toEqual([{ Key: 'env', Value: 'prod' }]);
    await expect(tags(`${arn}-2`)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('that are not rehearsed are refused', async () => {
    await expect(create({ FifoTopic: 'true' })).rejects.toThrow('does not implement the topic attribute FifoTopic');
    await expect(sns.send(new CreateTopicCommand({ Name: 'no spaces' }))).rejects.toThrow(
      'Invalid parameter: Topic Name',
    );
  });
});

describe('subscriptions', () => {
  it('by mail wait until their reader confirms', async () => {
    await create();
    expect(await subscribe('email', 'ops@example.com')).toMatchObject({ SubscriptionArn: 'pending confirmation' });
    const listed = async () => (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn }))).Subscriptions;
    expect(await listed()).toEqual([
      {
        SubscriptionArn: 'PendingConfirmation',
        Owner: '111111111111',
        Protocol: 'email',
        Endpoint: 'ops@example.com',
        TopicArn: arn,
      },
    ]);
    await sns.send(new PublishCommand({ TopicArn: arn, Message: 'early' }));
    const Token = /token (\w+)/.exec(deliveries[0]?.message ?? '')?.[1];
    const { SubscriptionArn } = await sns.send(new ConfirmSubscriptionCommand({ TopicArn: arn, Token }));
    expect(await attributes()).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '0' });
    expect((await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes).toMatchObject({
      PendingConfirmation: 'false',
    });
    await sns.send(new PublishCommand({ TopicArn: arn, Subject: 'ALARM', Message: 'late' }));
    await topics.settled();
    expect(deliveries.slice(1)).toMatchObject([
      { endpoint: 'ops@example.com', status: 'pending confirmation', message: 'early' },
      { endpoint: 'ops@example.com', status: 'delivered', subject: 'ALARM', message: 'late' },
    ]);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await listed()).toEqual([]);
  });

  it('are the same for the same endpoint, listed for all topics, and refused for what nobody serves', async () => {
    await create();
    const first = await subscribe('sms', '+4312345678');
    expect((await subscribe('sms', '+4312345678')).SubscriptionArn).toBe(first.SubscriptionArn);
    expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toHaveLength(1);
    await expect(subscribe('https', 'https://example.com')).rejects.toThrow('does not implement the protocol https');
    await expect(subscribe('sqs', 'arn:aws:sqs:eu-west-1:111111111111:q')).rejects.toThrow('the protocol sqs');
    await expect(subscribe('pigeon', 'x')).rejects.toThrow('does not support this protocol string: pigeon');
    await expect(subscribe('email', 'nobody')).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('of a function are its invocations, once its policy lets SNS in', async () => {
    await create();
    const { SubscriptionArn } = await subscribe('lambda', functionArn);
    await sns.send(new PublishCommand({ TopicArn: arn, Message: 'unheard' }));
    await topics.settled();
    expect(deliveries).toMatchObject([{ status: 'failed', reason: expect.stringContaining('does not let sns') }]);
    functions.permit('sns.amazonaws.com', arn);
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn: arn,
        Subject: 'Hello',
        Message: '{"default": "for all", "lambda": "for functions"}',
        MessageStructure: 'json',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
      }),
    );
    await topics.settled();
    expect(functions.received).toEqual([
      {
        reference: functionArn,
        payload: {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: SubscriptionArn,
              Sns: expect.objectContaining({
                Type: 'Notification',
                MessageId,
                TopicArn: arn,
                Subject: 'Hello',
                Message: 'for functions',
                Timestamp: '2026-01-01T00:00:00.000Z',
                MessageAttributes: { kind: { Type: 'String', Value: 'test' } },
              }),
            },
          ],
        },
      },
    ]);
  });
});

describe('publishing', () => {
  it('refuses what no message may be', async () => {
    await create();
    const publish = (input: object) => sns.send(new PublishCommand({ TopicArn: arn, Message: 'm', ...input }));
    await expect(publish({ Message: '' })).rejects.toThrow('Empty message');
    await expect(publish({ Subject: 'x'.repeat(101) })).rejects.toThrow('Invalid parameter: Subject');
    await expect(publish({ Message: 'text', MessageStructure: 'json' })).rejects.toThrow('failed to parse');
    await expect(publish({ Message: '{"sms": "x"}', MessageStructure: 'json' })).rejects.toThrow('No default entry');
    await expect(publish({ TopicArn: `${arn}-2` })).rejects.toThrow('Topic does not exist');
  });

  it('of a batch succeeds and fails entry by entry', async () => {
    await create();
    await subscribe('sms', '+4312345678');
    const batch = (PublishBatchRequestEntries: { Id: string; Message: string }[]) =>
      sns.send(new PublishBatchCommand({ TopicArn: arn, PublishBatchRequestEntries }));
    const { Successful, Failed } = await batch([
      { Id: 'a', Message: 'one' },
      { Id: 'b', Message: '' },
    ]);
    expect(Successful).toMatchObject([{ Id: 'a' }]);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
    expect(deliveries.map(({ message }) => message)).toEqual(['one']);
    await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequestException' });
    await expect(batch(['a', 'a'].map((Id) => ({ Id, Message: 'm' })))).rejects.toMatchObject({
      name: 'BatchEntryIdsNotDistinctException',
    });
  });
});

describe('services', () => {
  const alarm = {
    topicArn: arn,
    principal: 'cloudwatch.amazonaws.com',
    sourceArn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors',
    sourceOwner: '111111111111',
    message: 'm',
  };
  const rule = {
    topicArn: arn,
    principal: 'events.amazonaws.com',
    sourceArn: 'arn:aws:events:eu-west-1:111111111111:rule/r',
    message: 'm',
  };
  const allow = (Service: string) => ({
    Effect: 'Allow',
    Principal: { Service },
    Action: 'sns:Publish',
    Resource: arn,
    Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
  });
  const denyPlain = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: ['sns:Publish'],
    Resource: arn,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const policy = (...Statement: object[]) => ({ Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });

  it("publish as the topic's policy says: by default alarms of the owner, and no rules", async () => {
    await create();
    expect(() => topics.publishFor(alarm)).not.toThrow();
    expect(() => topics.publishFor(rule)).toThrow('events.amazonaws.com is not authorized');
  });

  it('lose what the default policy gave when another one replaces it', async () => {
    await create(policy(denyPlain));
    expect(() => topics.publishFor(alarm)).toThrow('cloudwatch.amazonaws.com is not authorized');
  });

  it('are let in by name, and not for another account', async () => {
    await create(policy(denyPlain, allow('events.amazonaws.com')));
    expect(() => topics.publishFor(rule)).not.toThrow();
    const stranger = { ...rule, sourceArn: rule.sourceArn.replaceAll('111111111111', '222222222222') };
    expect(() => topics.publishFor(stranger)).toThrow('not authorized');
  });

  it('are kept out where only another service is let in, and by a denial whatever else is said', async () => {
    await create(policy(allow('events.amazonaws.com')));
    expect(() => topics.publishFor(alarm)).toThrow('cloudwatch.amazonaws.com is not authorized');
    const denied = { ...allow('events.amazonaws.com'), Effect: 'Deny' };
    topics.setAttributes(arn, policy(allow('events.amazonaws.com'), denied));
    expect(() => topics.publishFor(rule)).toThrow('events.amazonaws.com is not authorized');
  });

  it('cannot use the key that AWS manages', async () => {
    await create({ KmsMasterKeyId: 'alias/aws/sns' });
    expect(() => topics.publishFor(alarm)).toThrow('alias/aws/sns');
  });
});

it(`the AWS CLI (${awsCliState}) creates a topic and publishes`, async () => {
  if (awsCliVersion === undefined) return;
  expect(await awsCli(gateway, 'sns', 'create-topic', '--name', 'alerts')).toMatchObject({ code: 0 });
  const { stdout } = await awsCli(gateway, 'sns', 'publish', '--topic-arn', arn, '--message', 'from the CLI');
  expect(JSON.parse(stdout)).toMatchObject({ MessageId: expect.any(String) });
}, 60_000);
