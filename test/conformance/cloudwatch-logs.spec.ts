import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  InvalidParameterException,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { LogGroups } from '../../rehearsal/runtime/logs/log-groups.ts';
import { cloudwatchLogsApi } from '../../rehearsal/services/cloudwatch-logs/cloudwatch-logs-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

const logGroupName = '/ecs/picus-prod';
const logStreamName = 'app/app/0123';

let clock: ManualClock;
let logs: LogGroups;
let written: string[];
let gateway: TestGateway;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  clock = new ManualClock();
  written = [];
  logs = new LogGroups({
    clock,
    writer: {
      write: (_scope, group, stream, lines) =>
        written.push(...lines.map((line) => `${group} ${stream} ${line.message}`)),
    },
  });
  gateway = await startGateway([cloudwatchLogsApi({ logs })]);
  client = new CloudWatchLogsClient(gateway.clientConfig());
});

afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const put = (...messages: string[]) =>
  client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: messages.map((message, index) => ({ timestamp: clock.now() + index, message })),
    }),
  );

const createBoth = async () => {
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
};

describe('CloudWatch Logs', () => {
  it('stores events and pages through them in both directions', async () => {
    await createBoth();
    await put('one', 'two', 'three', 'four', 'five');
    const get = async (input: object) => {
      const output = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...input }));
      return { ...output, messages: output.events?.map((event) => event.message) };
    };
    const head = await get({ startFromHead: true, limit: 2 });
    expect(head.messages).toEqual(['one', 'two']);
    const next = await get({ limit: 2, nextToken: head.nextForwardToken });
    expect(next.messages).toEqual(['three', 'four']);
    const last = await get({ limit: 2, nextToken: next.nextForwardToken });
    expect(last.messages).toEqual(['five']);
    const end = await get({ limit: 2, nextToken: last.nextForwardToken });
    expect([end.messages, end.nextForwardToken]).toEqual([[], last.nextForwardToken]);
    const tail = await get({ limit: 2 });
    expect(tail.messages).toEqual(['four', 'five']);
    expect((await get({ limit: 2, nextToken: tail.nextBackwardToken })).messages).toEqual(['two', 'three']);
    expect((await get({ startTime: clock.now() + 1, endTime: clock.now() + 3 })).messages).toEqual(['two', 'three']);
    expect(written).toContain(`${logGroupName} ${logStreamName} one`);
  });

  it('filters over streams', async () => {
    await createBoth();
    await put('INFO ready', 'ERROR not found');
    logs.append(TEST_SCOPE, logGroupName, 'other', [{ at: clock.now() + 1, message: 'ERROR boom' }]);
    const filter = async (filterPattern: string, input = {}) => {
      const { events } = await client.send(new FilterLogEventsCommand({ logGroupName, filterPattern, ...input }));
      return events?.map((event) => `${event.logStreamName}: ${event.message}`);
    };
    expect(await filter('ERROR')).toEqual([`${logStreamName}: ERROR not found`, 'other: ERROR boom']);
    expect(await filter('ERROR -"not found"')).toEqual(['other: ERROR boom']);
    expect(await filter('', { logStreamNames: ['other'] })).toEqual(['other: ERROR boom']);
    await expect(filter('{ $.level = "x" }')).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('makes groups and streams for those who only write', async () => {
    logs.append(TEST_SCOPE, '/aws/lambda/hook', '2026/01/01/[1]abc', [{ at: clock.now(), message: 'hello' }]);
    const { logStreams } = await client.send(
      new DescribeLogStreamsCommand({ logGroupName: '/aws/lambda/hook', orderBy: 'LastEventTime' }),
    );
    expect(logStreams).toMatchObject([{ logStreamName: '2026/01/01/[1]abc', lastEventTimestamp: clock.now() }]);
  });

  it('describes groups with their retention', async () => {
    await client.send(new CreateLogGroupCommand({ logGroupName, tags: { a: 'b' } }));
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const describeGroup = async () =>
      (await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/' }))).logGroups?.[0];
    expect(await describeGroup()).toMatchObject({
      logGroupName,
      retentionInDays: 30,
      arn: `arn:aws:logs:eu-west-1:111111111111:log-group:${logGroupName}:*`,
      creationTime: clock.now(),
    });
    await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    expect((await describeGroup())?.retentionInDays).toBeUndefined();
    const odd = new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 31 });
    await expect(client.send(odd)).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('says what was too old or too new', async () => {
    await createBoth();
    const day = 24 * 60 * 60 * 1000;
    const { rejectedLogEventsInfo } = await client.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: [clock.now() - 15 * day, clock.now(), clock.now() + day].map((timestamp) => ({
          timestamp,
          message: 'm',
        })),
      }),
    );
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
  });

  it('knows what does and what does not exist', async () => {
    await expect(put('x')).rejects.toBeInstanceOf(ResourceNotFoundException);
    await createBoth();
    await expect(createBoth()).rejects.toBeInstanceOf(ResourceAlreadyExistsException);
    await client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName }));
    await expect(put('x')).rejects.toMatchObject({ message: 'The specified log stream does not exist.' });
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(client.send(new DeleteLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });
});
