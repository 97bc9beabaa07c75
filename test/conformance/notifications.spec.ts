import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { processWorkers } from '../../rehearsal/adapters/function-workers/function-workers.ts';
import { appSpecYaml } from '../../rehearsal/adapters/app-spec-yaml.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Signal } from '../../rehearsal/kernel/signal.ts';
import { tellOfAlarms } from '../../rehearsal/runtime/alarms/alarm-actions.ts';
import { Alarms } from '../../rehearsal/runtime/alarms/alarms.ts';
import { codeDeploy, type CodeDeploy } from '../../rehearsal/runtime/deployments/codedeploy.ts';
import { sha256Of } from '../../rehearsal/runtime/deployments/deployments.ts';
import { appSpecFor, FakeReleaseWorld, groupRequest } from '../../rehearsal/runtime/deployments/fake-release-world.ts';
import { Events } from '../../rehearsal/runtime/events/events.ts';
import { tellOfDeployments } from '../../rehearsal/runtime/events/sources/deployment-events.ts';
import { tellOfPipelines } from '../../rehearsal/runtime/events/sources/pipeline-events.ts';
import { LambdaFunctions } from '../../rehearsal/runtime/functions/lambda-functions.ts';
import { MetricStore } from '../../rehearsal/runtime/metrics/metric-store.ts';
import type { Delivery } from '../../rehearsal/runtime/notifications/deliver.ts';
import { Topics } from '../../rehearsal/runtime/notifications/topics.ts';
import { FakePipelineWorld, releasePipeline } from '../../rehearsal/runtime/pipelines/fake-pipeline-world.ts';
import { cloudwatchApi } from '../../rehearsal/services/cloudwatch/cloudwatch-api.ts';
import { eventbridgeApi } from '../../rehearsal/services/eventbridge/eventbridge-api.ts';
import { lambdaApi } from '../../rehearsal/services/lambda/lambda-api.ts';
import { snsApi } from '../../rehearsal/services/sns/sns-api.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';
import { zip } from './support/zip.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111111111111:alerts';
const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:page';
const alarmArn = 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors';

let clock: ManualClock;
let lines: Signal<string>;
let functions: LambdaFunctions;
let deliveries: Delivery[];
let topics: Topics;
let events: Events;
let scaled: string[];
let gateway: TestGateway;
let clients: { cloudWatch: CloudWatchClient; eventBridge: EventBridgeClient; lambda: LambdaClient; sns: SNSClient };

beforeEach(async () => {
  // Real time to start with: credentials that functions get must not look expired to SDKs.
  clock = new ManualClock(Date.UTC(2026, 0, 1));
  lines = new Signal();
  [deliveries, scaled] = [[], []];
  functions = new LambdaFunctions({
    clock,
    ids: randomIds,
    log: silentLog,
    workers: processWorkers(),
    logs: { append: (_scope, _group, _stream, added) => added.forEach(({ message }) => lines.emit(message)) },
    credentials: {
      forRole: ({ account }) => ({
        accessKeyId: account,
        secretAccessKey: 's',
        sessionToken: 't',
        expiresAt: clock.now() + 3_600_000,
      }),
    },
    endpointUrl: () => gateway.url,
    hostEnvironment: () => ({}),
  });
  const alarms = new Alarms({ clock });
  const record = (delivery: Delivery) => void deliveries.push(delivery);
  topics = new Topics({ clock, ids: randomIds, log: silentLog, functions, record });
  events = new Events({ clock, ids: randomIds, log: silentLog, functions, topics, logs: { append: () => {} } });
  const scaling = {
    takes: (action: string) => action.includes(':autoscaling:'),
    run: ({ action }: { action: string }) => void scaled.push(action),
  };
  tellOfAlarms({ log: silentLog, alarms, topics, functions, events, handlers: [scaling] });
  gateway = await startGateway([
    cloudwatchApi({ alarms, metrics: new MetricStore(), clock }),
    eventbridgeApi({ events }),
    lambdaApi({ functions }),
    snsApi({ topics }),
  ]);
  const config = gateway.clientConfig();
  clients = {
    cloudWatch: new CloudWatchClient(config),
    eventBridge: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    sns: new SNSClient(config),
  };
  await clients.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
});

afterEach(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await functions.stop();
  await gateway.close();
});

/** A function that logs what it gets, which a service may invoke. */
async function createFunction(Principal: string): Promise<void> {
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'page',
      Role: 'arn:aws:iam::111111111111:role/page',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 20,
      Code: {
        ZipFile: zip(
          'index.mjs',
          'export const handler = async (event) => console.log("got " + JSON.stringify(event))',
        ),
      },
    }),
  );
  await clients.lambda.send(
    new AddPermissionCommand({ FunctionName: 'page', StatementId: 's', Action: 'lambda:InvokeFunction', Principal }),
  );
}

const received = () =>
  new Promise<Record<string, unknown>>((resolve) => {
    const end = lines.subscribe((line) => {
      const json = /\tgot (\{.*\})/s.exec(line)?.[1];
      if (json === undefined) return;
      end();
      resolve(JSON.parse(json) as Record<string, unknown>);
    });
  });

const putAlarm = (more: object) =>
  clients.cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      AlarmDescription: 'Too many errors',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HTTPCode_Target_5XX_Count',
      Dimensions: [{ Name: 'TargetGroup', Value: 'green' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      ...more,
    }),
  );
const setState = (StateValue: 'OK' | 'ALARM', StateReason = 'a drill') =>
  clients.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue, StateReason }));
const actionsTaken = async () => {
  const asked = new DescribeAlarmHistoryCommand({ AlarmName: 'errors', HistoryItemType: 'Action' });
  return (await clients.cloudWatch.send(asked)).AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary);
};
const tellPeople = async () => {
  await clients.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sms', Endpoint: '+4312345678' }));
};
const ruleFor = async (
  pattern: object,
  transformer?: { InputPathsMap: Record<string, string>; InputTemplate: string },
) => {
  await clients.eventBridge.send(new PutRuleCommand({ Name: 'told', EventPattern: JSON.stringify(pattern) }));
  const Policy = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: topicArn },
    ],
  });
  await clients.sns.send(
    new SetTopicAttributesCommand({ TopicArn: topicArn, AttributeName: 'Policy', AttributeValue: Policy }),
  );
  await clients.eventBridge.send(
    new PutTargetsCommand({ Rule: 'told', Targets: [{ Id: 'people', Arn: topicArn, InputTransformer: transformer }] }),
  );
};
const messages = async () => {
  await events.settled();
  await topics.settled();
  return deliveries.map(({ message }) => message);
};

describe('an alarm', () => {
  it('reaches a function by its topic', async () => {
    await createFunction('sns.amazonaws.com');
    await clients.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'lambda', Endpoint: functionArn }));
    await putAlarm({ AlarmActions: [topicArn] });
    const event = received();
    await setState('ALARM');
    const [record] = (await event)['Records'] as { Sns: { Subject: string; Message: string } }[];
    expect(record?.Sns.Subject).toBe('ALARM: "errors" in EU (Ireland)');
    expect(JSON.parse(record?.Sns.Message ?? '')).toEqual({
      AlarmName: 'errors',
      AlarmDescription: 'Too many errors',
      AWSAccountId: '111111111111',
      AlarmConfigurationUpdatedTimestamp: '2026-01-01T00:00:00.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason: 'a drill',
      StateChangeTime: '2026-01-01T00:00:00.000+0000',
      Region: 'EU (Ireland)',
      AlarmArn: alarmArn,
      OldStateValue: 'INSUFFICIENT_DATA',
      OKActions: [],
      AlarmActions: [topicArn],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'HTTPCode_Target_5XX_Count',
        Namespace: 'AWS/ApplicationELB',
        Dimensions: [{ value: 'green', name: 'TargetGroup' }],
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Period: 60,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 5,
        TreatMissingData: 'missing',
        EvaluateLowSampleCountPercentile: '',
      },
    });
    expect(await actionsTaken()).toEqual([`Successfully executed action ${topicArn}`]);
  });

  it('invokes a function itself', async () => {
    await createFunction('lambda.alarms.cloudwatch.amazonaws.com');
    await putAlarm({ OKActions: [functionArn] });
    const event = received();
    await setState('ALARM', 'first');
    await setState('OK', 'then');
    expect(await event).toMatchObject({
      source: 'aws.cloudwatch',
      alarmArn,
      accountId: '111111111111',
      region: 'eu-west-1',
      alarmData: {
        alarmName: 'errors',
        state: { value: 'OK', reason: 'then' },
        previousState: { value: 'ALARM', reason: 'first' },
        configuration: { metrics: [{ metricStat: { stat: 'Sum', period: 60 }, returnData: true }] },
      },
    });
  });

  it('hands other actions on, tells what failed, and does nothing while its actions are off', async () => {
    const policy = 'arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:1:resource/ecs/service/a/b:policyName/p';
    const missing = 'arn:aws:sns:eu-west-1:111111111111:nowhere';
    await putAlarm({ AlarmActions: [policy, missing], ActionsEnabled: false });
    await setState('ALARM');
    expect(await actionsTaken()).toEqual([]);
    await putAlarm({ AlarmActions: [policy, missing] });
    await setState('OK');
    await setState('ALARM');
    expect(scaled).toEqual([policy]);
    expect((await actionsTaken())?.toSorted()).toEqual([
      `Failed to execute action ${missing}. Received error: "Topic does not exist"`,
      `Successfully executed action ${policy}`,
    ]);
  });

  it('is an event on the bus', async () => {
    await tellPeople();
    await ruleFor(
      {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { state: { value: ['ALARM'] } },
      },
      {
        InputPathsMap: { name: '$.detail.alarmName', was: '$.detail.previousState.value' },
        InputTemplate: '"<name> was <was>"',
      },
    );
    await putAlarm({});
    await setState('OK');
    await setState('ALARM');
    expect(await messages()).toEqual(['"errors was OK"']);
  });
});

describe('a deployment', () => {
  let engine: CodeDeploy;
  let world: FakeReleaseWorld;
  beforeEach(() => {
    world = new FakeReleaseWorld();
    engine = codeDeploy({
      clock,
      ids: randomIds,
      log: silentLog,
      taskSets: world.taskSets,
      targetGroups: world.targetGroups,
      listeners: world.listeners,
      functions: world.functions,
      alarmStates: world.alarmStates,
      appSpecs: appSpecYaml,
    });
    engine.applications.create(scope, { name: 'picus-prod', computePlatform: 'ECS' });
    tellOfDeployments(engine.deployments, events);
  });
  afterEach(() => engine.close());

  it('tells people what became of it, through a rule', async () => {
    await tellPeople();
    await ruleFor(
      {
        source: ['aws.codedeploy'],
        detail: { application: ['picus-prod'], state: ['START', 'SUCCESS', 'STOP', 'FAILURE'] },
      },
      { InputPathsMap: { id: '$.detail.deploymentId', state: '$.detail.state' }, InputTemplate: '"<id> <state>"' },
    );
    await engine.groups.create(scope, groupRequest);
    const deploy = () => {
      const content = appSpecFor(2);
      const revision = { content, sha256: sha256Of(content) };
      return engine.deployments.create(scope, { applicationName: 'picus-prod', groupName: 'picus-prod', revision });
    };
    const first = deploy();
    await clock.advance(20 * 60_000);
    expect(await messages()).toEqual([`"${first.id} START"`, `"${first.id} SUCCESS"`]);
    const second = deploy();
    await clock.advance(30_000);
    engine.deployments.stop(scope, second.id, false);
    await clock.advance(60_000);
    expect((await messages()).slice(2)).toEqual([`"${second.id} START"`, `"${second.id} STOP"`]);
  });

  it('names application and group as resources', async () => {
    const told: unknown[] = [];
    tellOfDeployments(engine.deployments, { publish: (_scope, event) => void told.push(event) });
    await engine.groups.create(scope, groupRequest);
    const content = appSpecFor(2);
    const revision = { content, sha256: sha256Of(content) };
    const { id } = engine.deployments.create(scope, {
      applicationName: 'picus-prod',
      groupName: 'picus-prod',
      revision,
    });
    await clock.advance(60_000);
    expect(told[0]).toEqual({
      source: 'aws.codedeploy',
      detailType: 'CodeDeploy Deployment State-change Notification',
      resources: [
        'arn:aws:codedeploy:eu-west-1:111111111111:application:picus-prod',
        'arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:picus-prod/picus-prod',
      ],
      detail: {
        region: 'eu-west-1',
        deploymentId: id,
        instanceGroupId: expect.any(String),
        deploymentGroup: 'picus-prod',
        application: 'picus-prod',
        state: 'START',
      },
    });
  });
});

describe('a pipeline', () => {
  it('tells of executions, stages and actions', async () => {
    const world = new FakePipelineWorld(clock);
    world.commit('c1');
    const told: { type: string; detail: Record<string, unknown> }[] = [];
    const bus = {
      publish: (_scope: unknown, { detailType, detail }: { detailType: string; detail: object }) =>
        void told.push({ type: detailType, detail: { ...detail } }),
    };
    tellOfPipelines(world.pipelines, bus);
    const { state } = world.pipelines.create(scope, releasePipeline(), { by: 'arn:aws:iam::111111111111:root' });
    await clock.advance(0);
    world.build('synth').end({ status: 'FAILED' });
    await clock.advance(0);
    expect(
      told.map(({ type, detail }) => [type.split(' ')[1], detail['stage'], detail['action'], detail['state']]),
    ).toEqual([
      ['Pipeline', undefined, undefined, 'STARTED'],
      ['Stage', 'Source', undefined, 'STARTED'],
      ['Action', 'Source', 'Fetch', 'STARTED'],
      ['Action', 'Source', 'Fetch', 'SUCCEEDED'],
      ['Stage', 'Source', undefined, 'SUCCEEDED'],
      ['Stage', 'Build', undefined, 'STARTED'],
      ['Action', 'Build', 'Synth', 'STARTED'],
      ['Action', 'Build', 'Synth', 'FAILED'],
      ['Stage', 'Build', undefined, 'FAILED'],
      ['Pipeline', undefined, undefined, 'FAILED'],
    ]);
    expect(told[7]).toEqual({
      type: 'CodePipeline Action Execution State Change',
      detail: expect.objectContaining({
        pipeline: 'picus',
        'execution-id': state.executions[0]?.id,
        version: 1,
        region: 'eu-west-1',
        type: { owner: 'AWS', category: 'Build', provider: 'CodeBuild', version: '1' },
        'execution-result': expect.objectContaining({ 'error-code': 'JobFailed' }),
      }),
    });
    await world.pipelines.close();
  });
});
