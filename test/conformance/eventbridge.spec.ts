import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  InvalidEventPatternException,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
  TestEventPatternCommand,
  type PutRuleCommandInput,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Events } from '../../rehearsal/runtime/events/events.ts';
import type { ServicePublication } from '../../rehearsal/runtime/ports/topic-publisher.ts';
import { eventbridgeApi } from '../../rehearsal/services/eventbridge/eventbridge-api.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';
import { invocations, type Invocations } from './support/invocations.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:listen';
const topicArn = 'arn:aws:sns:eu-west-1:111111111111:alerts';
const groupArn = 'arn:aws:logs:eu-west-1:111111111111:log-group:/aws/events/all:*';
const ruleArn = 'arn:aws:events:eu-west-1:111111111111:rule/deployments';
const EventPattern = JSON.stringify({ source: ['test'], detail: { state: ['FAILURE', { prefix: 'ST' }] } });

let clock: ManualClock;
let functions: Invocations;
let published: ServicePublication[];
let logged: { group: string; message: string }[];
let warnings: unknown[];
let events: Events;
let gateway: TestGateway;
let client: EventBridgeClient;

const makeEvents = () =>
  new Events({
    clock,
    ids: randomIds,
    log: { ...silentLog, warn: (_message, facts) => void warnings.push(facts) },
    functions,
    topics: { publishFor: (publication) => void published.push(publication) },
    logs: {
      append: (_scope, group, _stream, lines) => logged.push(...lines.map(({ message }) => ({ group, message }))),
    },
  });

beforeEach(async () => {
  clock = new ManualClock();
  functions = invocations();
  functions.permit('events.amazonaws.com', ruleArn);
  [published, logged, warnings] = [[], [], []];
  events = makeEvents();
  gateway = await startGateway([eventbridgeApi({ events })]);
  client = new EventBridgeClient(gateway.clientConfig());
});

afterEach(async () => {
  events.close();
  client.destroy();
  await gateway.close();
});

const putRule = (input: Partial<PutRuleCommandInput> = { EventPattern }) =>
  client.send(new PutRuleCommand({ Name: 'deployments', ...input }));
const putTargets = (...Targets: Target[]) => client.send(new PutTargetsCommand({ Rule: 'deployments', Targets }));
const put = async (detail: object, Source = 'test') => {
  const answer = await client.send(
    new PutEventsCommand({
      Entries: [{ Source, DetailType: 'A Change', Detail: JSON.stringify(detail), Resources: ['arn:x'] }],
    }),
  );
  await events.settled();
  return answer;
};

describe('rules', () => {
  it('are put, described, listed, replaced and deleted', async () => {
    expect(await putRule({ EventPattern, Description: 'Of deployments' })).toMatchObject({ RuleArn: ruleArn });
    expect(await client.send(new DescribeRuleCommand({ Name: 'deployments' }))).toMatchObject({
      Name: 'deployments',
      Arn: ruleArn,
      EventPattern,
      Description: 'Of deployments',
      State: 'ENABLED',
      EventBusName: 'default',
    });
    await putRule({ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' });
    const { Rules } = await client.send(new ListRulesCommand({ NamePrefix: 'dep' }));
    expect(Rules).toMatchObject([{ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' }]);
    expect(Rules?.[0]).not.toHaveProperty('EventPattern');
    await putTargets({ Id: 'fn', Arn: functionArn });
    const remove = () => client.send(new DeleteRuleCommand({ Name: 'deployments' }));
    await expect(remove()).rejects.toThrow("Rule can't be deleted since it has targets.");
    const removed = await client.send(new RemoveTargetsCommand({ Rule: 'deployments', Ids: ['fn', 'other'] }));
    expect(removed).toMatchObject({ FailedEntryCount: 1, FailedEntries: [{ TargetId: 'other' }] });
    await remove();
    await expect(client.send(new DescribeRuleCommand({ Name: 'deployments' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it('that are not valid, or not rehearsed, are refused', async () => {
    await expect(putRule({ EventPattern: '{"source": "x"}' })).rejects.toBeInstanceOf(InvalidEventPatternException);
    await expect(putRule({})).rejects.toThrow('EventPattern or ScheduleExpression must be specified');
    await expect(putRule({ ScheduleExpression: 'rate(5 minute)' })).rejects.toThrow('ScheduleExpression is not valid');
    await expect(putRule({ ScheduleExpression: 'cron(0 8 * * ? *)' })).rejects.toThrow(
      'does not implement the schedule',
    );
    await expect(putRule({ EventPattern, EventBusName: 'mine' })).rejects.toThrow('Event bus mine does not exist');
    await putRule();
    await expect(putTargets({ Id: 'q', Arn: 'arn:aws:sqs:eu-west-1:111111111111:q' })).rejects.toThrow(
      'targets of sqs',
    );
    await expect(putTargets({ Id: 'f', Arn: functionArn, RetryPolicy: {} })).rejects.toThrow('RetryPolicy of targets');
    await expect(
      putTargets({ Id: 'f', Arn: functionArn, InputTransformer: { InputTemplate: '"<who>"' } }),
    ).rejects.toThrow('not in InputPathsMap: who');
  });
});

describe('events', () => {
  it('that match reach functions, topics and log groups, each with its own input', async () => {
    await putRule();
    const Targets: Target[] = [
      { Id: 'fn', Arn: functionArn },
      { Id: 'constant', Arn: functionArn, Input: '{"a": 1}' },
      { Id: 'part', Arn: functionArn, InputPath: '$.detail' },
      {
        Id: 'people',
        Arn: topicArn,
        InputTransformer: { InputPathsMap: { state: '$.detail.state' }, InputTemplate: '"It is a <state>."' },
      },
      { Id: 'log', Arn: groupArn },
    ];
    await putTargets(...Targets);
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'deployments' }))).Targets).toEqual(Targets);
    await put({ state: 'SUCCESS' });
    expect([functions.received, published, logged]).toEqual([[], [], []]);
    const { Entries } = await put({ state: 'STOP' });
    const event = {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'A Change',
      source: 'test',
      account: '111111111111',
      time: '2026-01-01T00:00:00Z',
      region: 'eu-west-1',
      resources: ['arn:x'],
      detail: { state: 'STOP' },
    };
    expect(functions.received.map(({ payload }) => payload)).toEqual([event, { a: 1 }, { state: 'STOP' }]);
    expect(published).toEqual([
      { topicArn, principal: 'events.amazonaws.com', sourceArn: ruleArn, message: '"It is a STOP."' },
    ]);
    expect(logged.map(({ group, message }) => [group, JSON.parse(message)])).toEqual([['/aws/events/all', event]]);
  });

  it('reach nothing that is off or does not let EventBridge in', async () => {
    await putRule();
    await putTargets({ Id: 'fn', Arn: functionArn });
    await client.send(new DisableRuleCommand({ Name: 'deployments' }));
    await put({ state: 'STOP' });
    await client.send(new EnableRuleCommand({ Name: 'deployments' }));
    expect(functions.received).toEqual([]);
    await put({ state: 'STOP' });
    expect(functions.received).toHaveLength(1);
    await putRule({ Name: 'others', EventPattern });
    await client.send(new PutTargetsCommand({ Rule: 'others', Targets: [{ Id: 'fn', Arn: functionArn }] }));
    await put({ state: 'STOP' });
    expect(functions.received).toHaveLength(2);
    expect(warnings).toEqual([{ error: expect.stringContaining('does not let events.amazonaws.com invoke it') }]);
  });

  it('fail entry by entry', async () => {
    const Entries = [
      { Source: 'aws.ecs', DetailType: 't', Detail: '{}' },
      { Source: 'test', DetailType: 't', Detail: 'text' },
      { Source: 'test', Detail: '{}' },
      { Source: 'test', DetailType: 't', Detail: '{}' },
    ];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'InvalidArgument',
      undefined,
    ]);
  });

  it('are tried on patterns', async () => {
    const event = { id: '1', account: '1', source: 'test', time: 't', region: 'r', resources: [], 'detail-type': 'd' };
    const tried = async (Event: object) =>
      (
        await client.send(
          new TestEventPatternCommand({ EventPattern: '{"source": ["test"]}', Event: JSON.stringify(Event) }),
        )
      ).Result;
    expect(await tried(event)).toBe(true);
    expect(await tried({ ...event, source: 'other' })).toBe(false);
    await expect(tried({ source: 'test' })).rejects.toThrow('Parameter Event is not valid');
  });
});

describe('schedules', () => {
  it('invoke at their rate while they are on, also after the engine was started again', async () => {
    await putRule({ ScheduleExpression: 'rate(5 minutes)' });
    await putTargets({ Id: 'fn', Arn: functionArn });
    await clock.advance(299_000);
    expect(functions.received).toEqual([]);
    await clock.advance(301_000);
    expect(functions.received).toHaveLength(2);
    expect(functions.received[0]?.payload).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: '2026-01-01T00:05:00Z',
      resources: [ruleArn],
      detail: {},
    });
    events.close();
    const next = makeEvents();
    next.restore(structuredClone(events.save()));
    next.resume();
    await clock.advance(300_000);
    expect(functions.received).toHaveLength(3);
    next.enable(scope, 'deployments', false);
    await clock.advance(600_000);
    expect(functions.received).toHaveLength(3);
    next.close();
  });
});

it(`the AWS CLI (${awsCliState}) puts a rule`, async () => {
  if (awsCliVersion === undefined) return;
  const { stdout } = await awsCli(
    gateway,
    'events',
    'put-rule',
    '--name',
    'deployments',
    '--event-pattern',
    EventPattern,
  );
  expect(JSON.parse(stdout)).toEqual({ RuleArn: ruleArn });
}, 60_000);
