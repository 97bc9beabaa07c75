import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import type { ServerStarted, StartServer } from './messages.ts';

// The thread of the DynamoDB-compatible servers: what dynalite throws outside of a request may not end the engine.
const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');

interface DynaliteOptions {
  path: string;
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
}
interface ConditionalWrite {
  ReturnValuesOnConditionCheckFailure?: string;
}
interface ConditionFailure {
  body: Record<string, unknown>;
}
interface DynaliteDatabase {
  checkConditional: (this: void, data: ConditionalWrite, existing?: object) => ConditionFailure | null | undefined;
}

interface Level {
  iterator(range: { gte: string; lt: string }): AsyncIterable<[key: string, table: { TableStatus: string }]>;
  put(key: string, table: object): Promise<void>;
  close(): Promise<void>;
}

const load = createRequire(import.meta.url);
const dynalite = load('dynalite') as (options: DynaliteOptions) => Server;
const { Level } = createRequire(load.resolve('dynalite'))('level') as {
  Level: new (directory: string, options: { valueEncoding: 'json' }) => Level;
};
returnItemsOfFailedConditions();

port.on('message', ({ key, directory }: StartServer) => void start(key, directory));

async function start(key: string, directory: string): Promise<void> {
  await finishTables(directory);
  const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1', () => {
    port?.postMessage({ key, port: (server.address() as AddressInfo).port } satisfies ServerStarted);
  });
}

/** A table that was being made when an earlier engine ended would be so forever, and could not even be deleted. */
async function finishTables(directory: string): Promise<void> {
  const level = new Level(directory, { valueEncoding: 'json' });
  for await (const [key, table] of level.iterator({ gte: 'table~', lt: 'table\x7F' }))
    if (table.TableStatus === 'CREATING') await level.put(key, { ...table, TableStatus: 'ACTIVE' });
  await level.close();
}

/**
 * dynalite 4.0.0 has no ReturnValuesOnConditionCheckFailure. It is added where the condition is checked, under the item's lock:
 * reading the item afterwards could show a later one. Source: DynamoDB API, PutItem, UpdateItem, DeleteItem.
 */
function returnItemsOfFailedConditions(): void {
  for (const action of ['putItem', 'updateItem', 'deleteItem']) {
    const { types } = load(`dynalite/validations/${action}`) as { types: Record<string, unknown> };
    types['ReturnValuesOnConditionCheckFailure'] = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
  }
  const database = load('dynalite/db') as DynaliteDatabase;
  const check = database.checkConditional;
  database.checkConditional = (data, existing) => {
    const failure = check(data, existing);
    if (failure && existing && data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') failure.body['Item'] = existing;
    return failure;
  };
}
