import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A DynamoDB-compatible server (dynalite) in this process, in memory, with a table for items. */
export interface TestItemStore {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /** How many requests came for an operation, such as `Scan`. */
  calls(operation: string): number;
  /**
   * Instead of the server, until it is taken back; `operation` is of the request. The handler answers, or it returns
   * `pass` and the server does.
   */
  fault: ((operation: string, response: ServerResponse) => 'pass' | 'taken') | undefined;
  /** Writes items of an earlier time, without the service. */
  seed(keys: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const TABLE = 'picus-test-items';

/** Also sets the AWS SDK's variables for this process (a test file has its own), so that the service finds it. */
export async function startItemStore(): Promise<TestItemStore> {
  // It has no types, and what it exports is CommonJS.
  const require = createRequire(import.meta.url);
  const dynalite = require('dynalite') as (options: { createTableMs: number }) => Server;
  const server = dynalite({ createTableMs: 0 });
  const [answer] = server.listeners('request') as [RequestListener];
  const calls = new Map<string, number>();
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    if (store.fault?.(operation, response) !== 'taken') answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const client = new DynamoDBClient({});
  const store: TestItemStore = {
    tableName: TABLE,
    client,
    calls: (operation) => calls.get(operation) ?? 0,
    fault: undefined,
    seed: (keys) => seed(client, keys),
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return store;
}

/** An answer as DynamoDB gives its errors (AWS JSON 1.0 protocol). */
export function sendError(response: ServerResponse, status: number, type: string, more: object = {}): 'taken' {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }));
  return 'taken';
}

/** BatchWriteItem takes 25 items. */
async function seed(client: DynamoDBClient, keys: readonly string[]): Promise<void> {
  const time = { S: '2026-01-01T00:00:00.000Z' };
  const puts = keys.map((key) => ({
    PutRequest: {
      Item: { key: { S: key }, value: { S: '{}' }, version: { N: '1' }, createdAt: time, updatedAt: time },
    },
  }));
  const batches = Array.from({ length: Math.ceil(puts.length / 25) }, (_, at) => puts.slice(at * 25, at * 25 + 25));
  for (let at = 0; at < batches.length; at += 20) {
    await Promise.all(
      batches
        .slice(at, at + 20)
        .map((batch) => client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: batch } }))),
    );
  }
}
