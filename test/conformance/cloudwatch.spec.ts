import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  ListMetricsCommand,
  MissingRequiredParameterException,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { AlarmRunner } from '../../rehearsal/runtime/alarms/alarm-runner.ts';
import { Alarms } from '../../rehearsal/runtime/alarms/alarms.ts';
import { MetricStore } from '../../rehearsal/runtime/metrics/metric-store.ts';
import { cloudwatchApi } from '../../rehearsal/services/cloudwatch/cloudwatch-api.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

const alarmInput: PutMetricAlarmCommandInput = {
  AlarmName: 'prod-green-errors',
  AlarmDescription: 'Too many errors',
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'HTTPCode_Target_5XX_Count',
  Dimensions: [{ Name: 'TargetGroup', Value: 'targetgroup/green/1' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:people'],
};

let clock: ManualClock;
let metrics: MetricStore;
let runner: AlarmRunner;
let gateway: TestGateway;
let client: CloudWatchClient;

beforeEach(async () => {
  clock = new ManualClock();
  metrics = new MetricStore();
  const alarms = new Alarms({ clock });
  runner = new AlarmRunner({ clock, log: silentLog, alarms, metrics });
  runner.start();
  gateway = await startGateway([cloudwatchApi({ alarms, metrics, clock })]);
  client = new CloudWatchClient(gateway.clientConfig());
});

afterEach(async () => {
  runner.stop();
  client.destroy();
  await gateway.close();
});

const describeOne = async (AlarmName: string) =>
  (await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))).MetricAlarms?.[0];

describe('alarms', () => {
  it('are described as they were put, and begin without data', async () => {
    await client.send(new PutMetricAlarmCommand(alarmInput));
    expect(await describeOne('prod-green-errors')).toMatchObject({
      ...alarmInput,
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:prod-green-errors',
      ActionsEnabled: true,
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: new Date(clock.now()),
    });
  });

  it('fire on the metric, say why, and keep their history', async () => {
    await client.send(new PutMetricAlarmCommand(alarmInput));
    const metric = {
      namespace: 'AWS/ApplicationELB',
      name: 'HTTPCode_Target_5XX_Count',
      dimensions: { TargetGroup: 'targetgroup/green/1' },
    };
    metrics.record(TEST_SCOPE, [{ ...metric, at: clock.now() + 500, values: [1, 1, 1, 1, 1, 1] }]);
    await clock.advance(70_000);
    const alarm = await describeOne('prod-green-errors');
    expect(alarm).toMatchObject({ StateValue: 'ALARM' });
    expect(alarm?.StateReason).toContain('[6.0 (01/01/26 00:00:00)] was greater than or equal to the threshold (5.0)');
    expect(JSON.parse(alarm?.StateReasonData ?? '{}')).toMatchObject({
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [6],
      threshold: 5,
    });
    const { AlarmHistoryItems } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'prod-green-errors', HistoryItemType: 'StateUpdate' }),
    );
    expect(AlarmHistoryItems?.map((item) => item.HistorySummary)).toEqual([
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
    ]);
  });

  it('are found by state, prefix and metric, page by page', async () => {
    for (const AlarmName of ['a-1', 'a-2', 'b-1'])
      await client.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName }));
    await client.send(new SetAlarmStateCommand({ AlarmName: 'a-2', StateValue: 'ALARM', StateReason: 'a drill' }));
    const names = async (input: object) =>
      (await client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map((alarm) => alarm.AlarmName);
    expect(await names({ StateValue: 'ALARM' })).toEqual(['a-2']);
    expect(await names({ AlarmNamePrefix: 'a-' })).toEqual(['a-1', 'a-2']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const { NextToken } = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    expect(await names({ MaxRecords: 2, NextToken })).toEqual(['b-1']);
    const { Namespace, MetricName, Dimensions } = alarmInput;
    const onMetric = await client.send(new DescribeAlarmsForMetricCommand({ Namespace, MetricName, Dimensions }));
    expect(onMetric.MetricAlarms).toHaveLength(3);
  });

  it('are deleted all or none', async () => {
    await client.send(new PutMetricAlarmCommand(alarmInput));
    const both = new DeleteAlarmsCommand({ AlarmNames: ['prod-green-errors', 'nobody'] });
    await expect(client.send(both)).rejects.toBeInstanceOf(ResourceNotFound);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['prod-green-errors'] }));
    expect(await describeOne('prod-green-errors')).toBeUndefined();
  });

  it('take expressions', async () => {
    const stat = (MetricName: string) => ({
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName },
      Period: 60,
      Stat: 'Sum',
    });
    const Metrics = [
      { Id: 'rate', Label: 'error rate', ReturnData: true, Expression: 'IF(r > 50, 100 * FILL(e, 0) / r, 0)' },
      { Id: 'e', ReturnData: false, MetricStat: stat('HTTPCode_Target_5XX_Count') },
      { Id: 'r', ReturnData: false, MetricStat: stat('RequestCount') },
    ];
    const { AlarmName, Threshold, ComparisonOperator, EvaluationPeriods } = alarmInput;
    await client.send(
      new PutMetricAlarmCommand({ AlarmName, Threshold, ComparisonOperator, EvaluationPeriods, Metrics }),
    );
    expect((await describeOne('prod-green-errors'))?.Metrics).toMatchObject(Metrics);
  });

  it.each([
    ['no statistic', { Statistic: undefined }, InvalidParameterCombinationException],
    ['no threshold', { Threshold: undefined }, MissingRequiredParameterException],
    ['an odd period', { Period: 75 }, InvalidParameterValueException],
    [
      'a statistic that is not rehearsed',
      { Statistic: undefined, ExtendedStatistic: 'tm90' },
      InvalidParameterValueException,
    ],
    ['both Metrics and MetricName', { Metrics: [{ Id: 'a', Expression: '1' }] }, InvalidParameterCombinationException],
  ])('are refused with %s', async (_what, change, type) => {
    await expect(client.send(new PutMetricAlarmCommand({ ...alarmInput, ...change }))).rejects.toBeInstanceOf(type);
  });

  it(`answer the AWS CLI (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    await client.send(new PutMetricAlarmCommand(alarmInput));
    const { stdout, stderr } = await awsCli(gateway, 'cloudwatch', 'describe-alarms');
    expect({ stderr, alarms: JSON.parse(stdout || '{}') as unknown }).toMatchObject({
      stderr: '',
      alarms: { MetricAlarms: [{ AlarmName: 'prod-green-errors', Threshold: 5, StateValue: 'INSUFFICIENT_DATA' }] },
    });
    const failed = await awsCli(gateway, 'cloudwatch', 'delete-alarms', '--alarm-names', 'nobody');
    expect(failed.stderr).toContain('(ResourceNotFound)');
  });
});

describe('metrics', () => {
  const at = (second: number) => new Date(clock.now() + second * 1000);
  const put = (values: { at: number; Value: number }[], MetricName = 'orders') =>
    client.send(
      new PutMetricDataCommand({
        Namespace: 'shop',
        MetricData: values.map(({ at: second, Value }) => ({
          MetricName,
          Value,
          Timestamp: at(second),
          Unit: 'Count',
          Dimensions: [{ Name: 'env', Value: 'prod' }],
        })),
      }),
    );
  const Dimensions = [{ Name: 'env', Value: 'prod' }];

  it('come back as statistics by period', async () => {
    await put([
      { at: 0, Value: 1 },
      { at: 30, Value: 3 },
      { at: 60, Value: 10 },
    ]);
    const { Datapoints, Label } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop',
        MetricName: 'orders',
        Dimensions,
        StartTime: at(0),
        EndTime: at(180),
        Period: 60,
        Statistics: ['Sum', 'Average', 'Maximum'],
        ExtendedStatistics: ['p50'],
      }),
    );
    expect(Label).toBe('orders');
    expect(Datapoints).toEqual([
      { Timestamp: at(0), Sum: 4, Average: 2, Maximum: 3, Unit: 'Count', ExtendedStatistics: { p50: 1 } },
      { Timestamp: at(60), Sum: 10, Average: 10, Maximum: 10, Unit: 'Count', ExtendedStatistics: { p50: 10 } },
    ]);
  });

  it('come back as data, expressions included', async () => {
    await put([{ at: 0, Value: 8 }]);
    await put(
      [
        { at: 0, Value: 2 },
        { at: 60, Value: 1 },
      ],
      'failures',
    );
    const stat = (MetricName: string) => ({
      Metric: { Namespace: 'shop', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    });
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(120),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [
          { Id: 'o', MetricStat: stat('orders'), ReturnData: false },
          { Id: 'f', MetricStat: stat('failures') },
          { Id: 'share', Expression: 'f / o' },
        ],
      }),
    );
    expect(MetricDataResults).toEqual([
      { Id: 'f', Label: 'failures', Timestamps: [at(0), at(60)], Values: [2, 1], StatusCode: 'Complete' },
      { Id: 'share', Label: 'share', Timestamps: [at(0)], Values: [0.25], StatusCode: 'Complete' },
    ]);
  });

  it('are listed by namespace, name and dimension', async () => {
    await put([{ at: 0, Value: 1 }]);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'shop', Dimensions: [{ Name: 'env' }] }));
    expect(Metrics).toEqual([{ Namespace: 'shop', MetricName: 'orders', Dimensions }]);
    expect((await client.send(new ListMetricsCommand({ Namespace: 'other' }))).Metrics).toEqual([]);
  });

  it("refuse AWS's own namespaces, and values that are several things at once", async () => {
    const own = new PutMetricDataCommand({ Namespace: 'AWS/ECS', MetricData: [{ MetricName: 'm', Value: 1 }] });
    await expect(client.send(own)).rejects.toBeInstanceOf(InvalidParameterValueException);
    const both = new PutMetricDataCommand({
      Namespace: 'shop',
      MetricData: [{ MetricName: 'm', Value: 1, Values: [1] }],
    });
    await expect(client.send(both)).rejects.toBeInstanceOf(InvalidParameterCombinationException);
  });
});
