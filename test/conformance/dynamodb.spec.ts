import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  TagResourceCommand,
  TransactWriteItemsCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynaliteStore } from '../../rehearsal/adapters/table-store/dynalite-store.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { dynamodbTableProvider, type DynamodbTableProperties } from '../../rehearsal/resources/dynamodb-table.ts';
import { MetricStore } from '../../rehearsal/runtime/metrics/metric-store.ts';
import type { ResourceContext } from '../../rehearsal/runtime/ports/resource-provider.ts';
import type { TableStore } from '../../rehearsal/runtime/ports/table-store.ts';
import { Tables } from '../../rehearsal/runtime/tables/tables.ts';
import { dynamodbApi } from '../../rehearsal/services/dynamodb/dynamodb-api.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';

let directory: string;
let store: TableStore;
let clock: ManualClock;
let metrics: MetricStore;
let tables: Tables;
let gateway: TestGateway;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  store = dynaliteStore(directory);
});

beforeEach(async () => {
  clock = new ManualClock();
  metrics = new MetricStore();
  tables = new Tables({ clock, ids: randomIds, log: silentLog, store, metrics });
  gateway = await startGateway([dynamodbApi({ tables })]);
  client = new DynamoDBClient(gateway.clientConfig());
  documents = DynamoDBDocumentClient.from(client);
});

afterEach(async () => {
  for (const { name } of tables.list(scope)) {
    tables.update(scope, name, { deletionProtection: false });
    await tables.delete(scope, name);
  }
  client.destroy();
  await gateway.close();
});

afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const TableName = 'picus-dev-items';
const create = (more: Partial<CreateTableCommandInput> = {}) =>
  client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...more,
    }),
  );
const put = (key: string, more: object = {}) =>
  documents.send(new PutCommand({ TableName, Item: { key, version: 1 }, ...more }));

describe('items', () => {
  beforeEach(() => create());

  it('are put, read, changed and deleted, unicode keys and binary values included', async () => {
    const Item = { key: 'Größe/数', value: { deep: [1, 'two', null] }, bytes: new Uint8Array([1, 2]), big: 12.5 };
    await documents.send(new PutCommand({ TableName, Item }));
    const Key = { key: Item.key };
    expect((await documents.send(new GetCommand({ TableName, Key }))).Item).toEqual(Item);
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'ADD #big :one',
        ExpressionAttributeNames: { '#big': 'big' },
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    expect(Attributes).toEqual({ big: 13.5 });
    await documents.send(new DeleteCommand({ TableName, Key }));
    expect((await documents.send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
  });

  it('are written only if the condition holds; the error brings the item that is asked for', async () => {
    await put('a');
    const condition = {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'key' },
    };
    await expect(put('a', condition)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    // The document client leaves an error's item as it is on the wire.
    const existing = { key: { S: 'a' }, version: { N: '1' } };
    const failure = await put('a', { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
    expect((failure as ConditionalCheckFailedException).Item).toEqual(existing);
    for (const command of [
      new UpdateCommand({
        TableName,
        Key: { key: 'a' },
        UpdateExpression: 'SET version = :two',
        ConditionExpression: 'version = :two',
        ExpressionAttributeValues: { ':two': 2 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      new DeleteCommand({
        TableName,
        Key: { key: 'a' },
        ConditionExpression: 'version = :two',
        ExpressionAttributeValues: { ':two': 2 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ])
      await expect(documents.send(command as unknown as PutCommand)).rejects.toMatchObject({ Item: existing });
    // Nothing is there to be returned.
    const none = await documents
      .send(
        new DeleteCommand({
          TableName,
          Key: { key: 'b' },
          ConditionExpression: 'attribute_exists(version)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      .catch((error: unknown) => error);
    expect(none).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(none).not.toHaveProperty('Item.key');
  });

  it('one of many that race for the same key wins', async () => {
    const condition = { ConditionExpression: 'attribute_not_exists(version)' };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => put('race', condition)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('come in pages, in batches, by query', async () => {
    const requests = Array.from({ length: 25 }, (_, index) => ({ PutRequest: { Item: { key: `k${index}` } } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
    const seen: unknown[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(new ScanCommand({ TableName, Limit: 10, ExclusiveStartKey }));
      seen.push(...(page.Items ?? []).map(({ key }) => key as unknown));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(new Set(seen).size).toBe(25);
    const { Responses } = await documents.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ key: 'k1' }, { key: 'none' }] } } }),
    );
    expect(Responses).toEqual({ [TableName]: [{ key: 'k1' }] });
    const { Items } = await documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#key = :key',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':key': 'k7' },
      }),
    );
    expect(Items).toEqual([{ key: 'k7' }]);
  });

  it('tell their capacity to those who ask and to CloudWatch', async () => {
    const asked = await put('a', { ReturnConsumedCapacity: 'TOTAL' });
    expect(asked.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 1 });
    expect(await put('a')).not.toHaveProperty('ConsumedCapacity');
    await documents.send(new GetCommand({ TableName, Key: { key: 'a' } }));
    await put('a', { ConditionExpression: 'attribute_not_exists(version)' }).catch(() => undefined);
    const sum = (name: string, dimensions: Record<string, string>) =>
      metrics.between(scope, { namespace: 'AWS/DynamoDB', name, dimensions }, 0, Infinity)?.sum;
    expect(sum('ConsumedWriteCapacityUnits', { TableName })).toBe(2);
    expect(sum('ConsumedReadCapacityUnits', { TableName })).toBe(0.5);
    expect(sum('ConditionalCheckFailedRequests', { TableName })).toBe(1);
    expect(sum('SuccessfulRequestLatency', { TableName, Operation: 'PutItem' })).toBeGreaterThan(0);
  });

  it('are found by the ARN of the table too', async () => {
    await put('a');
    const arn = `arn:aws:dynamodb:eu-west-1:111111111111:table/${TableName}`;
    const { Item } = await documents.send(new GetCommand({ TableName: arn, Key: { key: 'a' } }));
    expect(Item).toEqual({ key: 'a', version: 1 });
  });

  it('are kept apart by account and region', async () => {
    for (const other of [{ region: 'eu-central-1' }, { account: '222222222222' }]) {
      const elsewhere = new DynamoDBClient(gateway.clientConfig(other));
      await expect(elsewhere.send(new GetCommand({ TableName, Key: { key: 'a' } }) as never)).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
      elsewhere.destroy();
    }
  });

  it('wrong input is refused with the words of DynamoDB, and the call log has the code', async () => {
    await expect(documents.send(new PutCommand({ TableName, Item: { version: 1 } }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'One or more parameter values were invalid: Missing the key key in the item',
    });
    expect(gateway.calls.calls().at(-1)).toMatchObject({
      service: 'dynamodb',
      operation: 'PutItem',
      status: 400,
      error: 'ValidationException',
    });
    await expect(put('a', { Item: { key: 'a', value: 'x'.repeat(410_000) } })).rejects.toMatchObject({
      message: 'Item size has exceeded the maximum allowed size',
    });
    const transaction = new TransactWriteItemsCommand({ TransactItems: [] });
    await expect(client.send(transaction)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

describe('tables', () => {
  const described = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table;

  it('are CREATING in the answer and ACTIVE when they are described', async () => {
    const { TableDescription } = await create({ Tags: [{ Key: 'app', Value: 'picus' }] });
    expect(TableDescription?.TableStatus).toBe('CREATING');
    expect(await described()).toMatchObject({
      TableName,
      TableArn: `arn:aws:dynamodb:eu-west-1:111111111111:table/${TableName}`,
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      CreationDateTime: new Date(clock.now()),
      DeletionProtectionEnabled: false,
    });
    await expect(create()).rejects.toBeInstanceOf(ResourceInUseException);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([TableName]);
  });

  it('with a wrong schema are refused and not remembered', async () => {
    await expect(create({ AttributeDefinitions: [] })).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    await expect(described()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Requested resource not found: Table: ${TableName} not found`,
    });
  });

  it('are protected from deletion until that is switched off; a new one of the name is empty', async () => {
    await create({ DeletionProtectionEnabled: true });
    await put('a');
    const remove = () => client.send(new DeleteTableCommand({ TableName }));
    await expect(remove()).rejects.toMatchObject({ name: 'ValidationException' });
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    expect((await remove()).TableDescription?.TableStatus).toBe('DELETING');
    await expect(described()).rejects.toBeInstanceOf(ResourceNotFoundException);
    await create();
    expect((await documents.send(new ScanCommand({ TableName }))).Count).toBe(0);
  });

  it('remember recovery, time to live and tags', async () => {
    await create();
    const backups = await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
    });
    expect(await client.send(new DescribeContinuousBackupsCommand({ TableName }))).toMatchObject(
      JSON.parse('{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED"}}') as object,
    );
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } }),
    );
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    const ResourceArn = (await described())?.TableArn;
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    await client.send(new TagResourceCommand({ ResourceArn, Tags }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
    expect((await client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags).toEqual([Tags[1]]);
  });

  it('streams are refused by name', async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const };
    await expect(create({ StreamSpecification })).rejects.toThrow('does not implement StreamSpecification');
  });

  it(`answer the AWS CLI (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    await create();
    const table = ['--table-name', TableName];
    const written = await awsCli(gateway, 'dynamodb', 'put-item', ...table, '--item', '{"key":{"S":"ü"}}');
    expect(written).toMatchObject({ code: 0 });
    const read = await awsCli(gateway, 'dynamodb', 'get-item', ...table, '--key', '{"key":{"S":"ü"}}');
    expect(JSON.parse(read.stdout)).toEqual({ Item: { key: { S: 'ü' } } });
    const shown = await awsCli(gateway, 'dynamodb', 'describe-table', ...table);
    expect(JSON.parse(shown.stdout)).toMatchObject({ Table: { TableStatus: 'ACTIVE' } });
  });
});

describe('AWS::DynamoDB::Table', () => {
  const context: ResourceContext = {
    scope,
    stackName: 'picus-dev-data',
    stackId: 'stack',
    logicalId: 'Items',
    stackTags: { app: 'picus' },
    token: 'token',
    signal: new AbortController().signal,
  };
  const properties: DynamodbTableProperties = {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  };

  it('makes, changes and deletes a table; what the template no longer says is taken back', async () => {
    const provider = dynamodbTableProvider({ tables, ids: randomIds });
    const state = await provider.create(properties, context);
    expect(state).toEqual({
      physicalId: TableName,
      attributes: { Arn: `arn:aws:dynamodb:eu-west-1:111111111111:table/${TableName}` },
    });
    expect(tables.find(scope, TableName)).toMatchObject({
      deletionProtection: true,
      recovery: { days: 35 },
      tags: { app: 'picus' },
    });
    await expect(provider.delete(state, properties, context)).rejects.toThrow('protected against deletion');
    await put('kept');
    const { DeletionProtectionEnabled: _off, PointInTimeRecoverySpecification: _none, ...less } = properties;
    await provider.update(state, less, properties, context);
    expect(tables.find(scope, TableName)).toMatchObject({ deletionProtection: false, recovery: undefined });
    expect((await documents.send(new ScanCommand({ TableName }))).Count).toBe(1);
    await provider.delete(state, less, context);
    await provider.delete(state, less, context);
    expect(tables.list(scope)).toEqual([]);
  });

  it('is named after stack and resource without a name, and refuses what the store cannot change', async () => {
    const provider = dynamodbTableProvider({ tables, ids: randomIds });
    const { TableName: _name, DeletionProtectionEnabled: _off, ...unnamed } = properties;
    const state = await provider.create(unnamed, context);
    expect(state.physicalId).toMatch(/^picus-dev-data-Items-[A-Z0-9]{12}$/);
    const changed = { ...unnamed, AttributeDefinitions: [] };
    await expect(provider.update(state, changed, unnamed, context)).rejects.toThrow('change of AttributeDefinitions');
  });
});
