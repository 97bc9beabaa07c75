import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { AlarmRunner } from '../../rehearsal/runtime/alarms/alarm-runner.ts';
import { Alarms } from '../../rehearsal/runtime/alarms/alarms.ts';
import { LogGroups } from '../../rehearsal/runtime/logs/log-groups.ts';
import { MetricStore } from '../../rehearsal/runtime/metrics/metric-store.ts';
import { cloudwatchApi } from '../../rehearsal/services/cloudwatch/cloudwatch-api.ts';
import { cloudwatchLogsApi } from '../../rehearsal/services/cloudwatch-logs/cloudwatch-logs-api.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';

let clock: ManualClock;
let logs: LogGroups;
let runner: AlarmRunner;
let gateway: TestGateway;
let cloudWatch: CloudWatchClient;
let cloudWatchLogs: CloudWatchLogsClient;

beforeEach(async () => {
  clock = new ManualClock();
  const metrics = new MetricStore();
  const alarms = new Alarms({ clock });
  logs = new LogGroups({ clock, metrics, log: silentLog });
  runner = new AlarmRunner({ clock, log: silentLog, alarms, metrics });
  runner.start();
  gateway = await startGateway([cloudwatchApi({ alarms, metrics, clock }), cloudwatchLogsApi({ logs })]);
  cloudWatch = new CloudWatchClient(gateway.clientConfig());
  cloudWatchLogs = new CloudWatchLogsClient(gateway.clientConfig());
});

afterEach(async () => {
  runner.stop();
  cloudWatch.destroy();
  cloudWatchLogs.destroy();
  await gateway.close();
});

const Dimensions = [
  { Name: 'FunctionName', Value: 'picus-prod-delete-item' },
  { Name: 'ExecutedVersion', Value: '7' },
];
const serverErrors = (count: number) =>
  JSON.stringify({
    _aws: {
      Timestamp: clock.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'picus',
          Dimensions: [['FunctionName', 'ExecutedVersion']],
          Metrics: [{ Name: 'ServerErrors', Unit: 'Count' }],
        },
      ],
    },
    FunctionName: 'picus-prod-delete-item',
    ExecutedVersion: '7',
    ServerErrors: count,
  });

it('metrics in log events are CloudWatch metrics: listed, queried, and watched by alarms', async () => {
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      Namespace: 'picus',
      MetricName: 'ServerErrors',
      Dimensions,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    }),
  );
  const from = new Date(clock.now());
  await clock.advance(1_000);
  // As tasks and functions write, and as the API's clients do.
  logs.append(scope, '/aws/lambda/picus-prod-delete-item', 's', [{ at: clock.now(), message: serverErrors(2) }]);
  const stream = { logGroupName: '/picus', logStreamName: 'app' };
  await cloudWatchLogs.send(new CreateLogGroupCommand(stream));
  await cloudWatchLogs.send(new CreateLogStreamCommand(stream));
  const logEvents = [{ timestamp: clock.now(), message: serverErrors(3) }];
  await cloudWatchLogs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  // The alarm looks a little after the end of its minute.
  await clock.advance(65_000);

  const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'picus' }));
  expect(Metrics).toEqual([{ Namespace: 'picus', MetricName: 'ServerErrors', Dimensions }]);
  const span = { StartTime: from, EndTime: new Date(clock.now()) };
  const metric = { Namespace: 'picus', MetricName: 'ServerErrors', Dimensions };
  const { MetricDataResults } = await cloudWatch.send(
    new GetMetricDataCommand({
      ...span,
      MetricDataQueries: [{ Id: 'sum', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum', Unit: 'Count' } }],
    }),
  );
  expect(MetricDataResults).toMatchObject([{ Id: 'sum', Values: [5] }]);
  const { Datapoints } = await cloudWatch.send(
    new GetMetricStatisticsCommand({ ...span, ...metric, Period: 60, Statistics: ['Maximum', 'SampleCount'] }),
  );
  expect(Datapoints).toMatchObject([{ Maximum: 3, SampleCount: 2, Unit: 'Count' }]);
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['errors'] }));
  expect(MetricAlarms).toMatchObject([{ StateValue: 'ALARM' }]);
});
