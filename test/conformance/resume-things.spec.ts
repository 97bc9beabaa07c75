import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { InvokeCommand, LambdaClient, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keptThings } from './support/kept-things.ts';
import { ResumedWorld } from './support/resumed-world.ts';

let world: ResumedWorld;
let aws: ReturnType<typeof clients>;

const clients = () => {
  const config = world.engine.clientConfig;
  return {
    alarms: new CloudWatchClient(config),
    functions: new LambdaClient(config),
    identities: new STSClient(config),
    images: new ECRClient(config),
    logs: new CloudWatchLogsClient(config),
    objects: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
    tables: new DynamoDBClient(config),
  };
};

const id = { S: 'one' };
let tableId: string | undefined;
let secret: string | undefined;
const secretValue = async () => (await aws.secrets.send(new GetSecretValueCommand({ SecretId: 'kept' }))).SecretString;
const object = { Bucket: 'kept-objects', Key: 'one' };

beforeAll(async () => {
  world = await ResumedWorld.start();
  await world.create('kept', keptThings);
  aws = clients();
  await aws.tables.send(new PutItemCommand({ TableName: 'kept', Item: { id, value: { N: '1' } } }));
  const { Table } = await aws.tables.send(new DescribeTableCommand({ TableName: 'kept' }));
  tableId = Table?.TableId;
  await aws.objects.send(new PutObjectCommand({ ...object, Body: 'content' }));
  await aws.functions.send(new PublishVersionCommand({ FunctionName: 'kept' }));
  await aws.alarms.send(new SetAlarmStateCommand({ AlarmName: 'kept', StateValue: 'ALARM', StateReason: 'by hand' }));
  secret = await secretValue();
  await world.restart();
  aws = clients();
}, 60_000);

afterAll(() => world.stop());

describe('what an engine keeps for the next one', () => {
  it('is there: items, objects, secrets, repositories, log groups and alarms with their states', async () => {
    const { Item } = await aws.tables.send(new GetItemCommand({ TableName: 'kept', Key: { id } }));
    expect(Item).toEqual({ id, value: { N: '1' } });
    const { Table } = await aws.tables.send(new DescribeTableCommand({ TableName: 'kept' }));
    expect(Table).toMatchObject({ TableId: tableId, TableStatus: 'ACTIVE' });
    const { Body } = await aws.objects.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe('content');
    expect([secret, await secretValue()]).toEqual([expect.stringMatching(/^.{40}$/), secret]);
    const { repositories } = await aws.images.send(new DescribeRepositoriesCommand({ repositoryNames: ['kept'] }));
    expect(repositories).toHaveLength(1);
    const { logGroups } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/kept' }));
    expect(logGroups).toMatchObject([{ retentionInDays: 7 }]);
    const { MetricAlarms } = await aws.alarms.send(new DescribeAlarmsCommand({ AlarmNames: ['kept'] }));
    expect(MetricAlarms).toMatchObject([{ StateValue: 'ALARM', StateReason: 'by hand' }]);
  });

  it('works: functions and their versions answer, roles can be assumed', async () => {
    for (const Qualifier of ['$LATEST', '1']) {
      const Payload = new TextEncoder().encode('{"name":"again"}');
      const answer = await aws.functions.send(new InvokeCommand({ FunctionName: 'kept', Qualifier, Payload }));
      expect(answer.Payload?.transformToString()).toBe('"hello again"');
    }
    const RoleArn = 'arn:aws:iam::111111111111:role/kept';
    const { Credentials } = await aws.identities.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'again' }));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
  });
});
