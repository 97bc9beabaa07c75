import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListSubscriptionsCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Delivery } from '../../rehearsal/runtime/notifications/deliver.ts';
import { ResumedWorld, until } from './support/resumed-world.ts';

const HANDLER = resolve(import.meta.dirname, '../../infra/functions/monitor/handler.ts');
const value = (name: string, key: string) => ({ 'Fn::GetAtt': [name, key] });

/** The environment is a load balancer that answers for itself: what it answers is the parameter. */
const template = (answer: { StatusCode: string; MessageBody: string }) => ({
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } },
    ...Object.fromEntries(
      ['a', 'b'].map((zone, index) => [
        `Subnet${zone}`,
        {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: `10.9.${index}.0/24`, AvailabilityZone: `eu-west-1${zone}` },
        },
      ]),
    ),
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Name: 'watched', Scheme: 'internet-facing', Subnets: [{ Ref: 'Subneta' }, { Ref: 'Subnetb' }] },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'LoadBalancer' },
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [
          { Type: 'fixed-response', FixedResponseConfig: { ContentType: 'application/json', ...answer } },
        ],
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'monitor', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    Monitor: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'monitor',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 15,
        Role: value('Role', 'Arn'),
        Code: { ZipFile: bundle() },
        Environment: {
          Variables: {
            HEALTH_URL: { 'Fn::Sub': 'http://${LoadBalancer.DNSName}/health/ready' },
            ENVIRONMENT: 'test',
            METRICS_NAMESPACE: 'watched',
          },
        },
      },
    },
    Schedule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'monitor',
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Id: 'monitor', Arn: value('Monitor', 'Arn') }],
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: value('Monitor', 'Arn'),
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: value('Schedule', 'Arn'),
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
    People: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sms', Endpoint: '+4312345678' },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'monitor',
        Namespace: 'watched',
        MetricName: 'MonitorFailures',
        Dimensions: [{ Name: 'Environment', Value: 'test' }],
        Statistic: 'Maximum',
        // Three seconds here: on a busy machine an invocation may take longer than the one second of a minute.
        Period: 180,
        EvaluationPeriods: 2,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'breaching',
        AlarmActions: [{ Ref: 'Topic' }],
        OKActions: [{ Ref: 'Topic' }],
      },
    },
  },
});

/** As the infrastructure bundles it, in the form that a template takes inline. */
function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [HANDLER],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

let world: ResumedWorld;
beforeAll(async () => {
  world = await ResumedWorld.start();
  await world.create('watched', template({ StatusCode: '200', MessageBody: '{"status":"UP"}' }));
}, 60_000);
afterAll(() => world.stop());

const alarmState = async () => {
  const client = new CloudWatchClient(world.engine.clientConfig);
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['monitor'] }));
  return MetricAlarms?.[0]?.StateValue;
};
const told = (): string[] =>
  globSync(join(world.directory, '**/notifications.ndjson')).flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Delivery).subject ?? ''),
  );

const sum = async (MetricName: string, Statistic: 'SampleCount' | 'Maximum') => {
  const client = new CloudWatchClient(world.engine.clientConfig);
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'watched',
      MetricName,
      Dimensions: [{ Name: 'Environment', Value: 'test' }],
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 3600,
      Statistics: [Statistic],
    }),
  );
  return Math.max(...Datapoints.map((point) => point[Statistic] ?? 0));
};

it('a monitor finds the load balancer by its name, and people are told when it fails and when that is over', async () => {
  await until(async () => (await sum('MonitorFailures', 'SampleCount')) >= 3);
  expect(await sum('MonitorFailures', 'Maximum')).toBe(0);
  expect(await sum('MonitorMilliseconds', 'Maximum')).toBeGreaterThan(0);
  await until(async () => (await alarmState()) === 'OK');

  // Subscriptions, rules and what they have begun go on with the next engine.
  await world.restart();
  const sns = new SNSClient(world.engine.clientConfig);
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toMatchObject([{ Endpoint: '+4312345678' }]);
  const rules = new EventBridgeClient(world.engine.clientConfig);
  expect((await rules.send(new ListTargetsByRuleCommand({ Rule: 'monitor' }))).Targets).toMatchObject([
    { Id: 'monitor' },
  ]);
  await until(async () => (await alarmState()) === 'OK');
  const before = told().length;
  await answer({ StatusCode: '503', MessageBody: '{"status":"DOWN"}' });
  await until(async () => told().slice(before).includes('ALARM: "monitor" in EU (Ireland)'));
  await answer({ StatusCode: '200', MessageBody: '{"status":"UP"}' });
  await until(async () => told().slice(before).includes('OK: "monitor" in EU (Ireland)'));
}, 90_000);

async function answer(how: { StatusCode: string; MessageBody: string }): Promise<void> {
  const { LoadBalancers } = await world.balancers.send(new DescribeLoadBalancersCommand({ Names: ['watched'] }));
  const { Listeners } = await world.balancers.send(
    new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn }),
  );
  await world.balancers.send(
    new ModifyListenerCommand({
      ListenerArn: Listeners?.[0]?.ListenerArn,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { ContentType: 'application/json', ...how } }],
    }),
  );
}
