import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { MetricStore } from '../../runtime/metrics/metric-store.ts';
import type { TableStore } from '../../runtime/ports/table-store.ts';
import type { Table } from '../../runtime/tables/table.ts';
import { Tables } from '../../runtime/tables/tables.ts';
import { dynaliteStore } from './dynalite-store.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const elsewhere = { ...scope, region: 'us-east-1' };
const schema = {
  AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
};
const items = {
  name: 'items',
  schema,
  billingMode: 'PAY_PER_REQUEST',
  deletionProtection: true,
  tableClass: 'STANDARD',
  tags: { team: 'a' },
} as const;

let directory: string;
let store: TableStore;
let tables: Tables;
let errors: string[];

const start = () => {
  store = dynaliteStore(directory);
  const log = { info: () => {}, warn: () => {}, error: (message: string) => void errors.push(message) };
  tables = new Tables({ clock: new ManualClock(), ids: randomIds, log, store, metrics: new MetricStore() });
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'table-store-'));
  errors = [];
  start();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const put = (key: string, table = 'items', at = scope) =>
  tables.pass(at, 'PutItem', JSON.stringify({ TableName: table, Item: { key: { S: key } } }));
const keysOf = async (table = 'items', at = scope): Promise<string[]> => {
  const { reply } = await tables.pass(at, 'Scan', JSON.stringify({ TableName: table }));
  const { Items } = JSON.parse(reply.body) as { Items: { key: { S: string } }[] };
  return Items.map(({ key }) => key.S).toSorted();
};
/** What is kept goes through the form in which it lies on disk; items are there already. */
const restart = async (change: (saved: Table) => Table = (table) => table) => {
  const saved = deserialize(serialize(tables.save())) as ReturnType<Tables['save']>;
  await store.close();
  start();
  tables.restore(saved.map(([at, byName]) => [at, new Map([...byName].map(([name, table]) => [name, change(table)]))]));
  await tables.resume();
};

it('keeps tables with their items, by account and region', async () => {
  const made = await tables.create(scope, items);
  await tables.create(elsewhere, { ...items, deletionProtection: false });
  await put('a');
  await put('b', 'items', elsewhere);
  await restart();
  expect(tables.find(scope, 'items')).toEqual(made);
  expect([await keysOf(), await keysOf('items', elsewhere)]).toEqual([['a'], ['b']]);
  await put('c');
  expect(await keysOf()).toEqual(['a', 'c']);
  await expect(tables.delete(scope, 'items')).rejects.toThrow('protected');
  await tables.delete(elsewhere, 'items');
  await restart();
  expect([tables.list(scope).length, tables.list(elsewhere).length]).toEqual([1, 0]);
  expect(errors).toEqual([]);
});

it('keeps every item that was written when the engine is killed', async () => {
  const modules = ['./dynalite-store.ts', '../../runtime/tables/tables.ts', '../../kernel/manual-clock.ts'].map(
    (path) => JSON.stringify(new URL(path, import.meta.url).href),
  );
  const script = join(directory, 'engine.mjs');
  writeFileSync(
    script,
    `import { dynaliteStore } from ${modules[0]};
     import { Tables } from ${modules[1]};
     import { ManualClock } from ${modules[2]};
     import { serialize } from 'node:v8';
     const store = dynaliteStore(${JSON.stringify(directory)});
     const tables = new Tables({ clock: new ManualClock(), ids: { uuid: () => 'id' }, store, metrics: { record() {} } });
     const scope = ${JSON.stringify(scope)};
     await tables.create(scope, ${JSON.stringify(items)});
     for (let n = 0; n < 200; n++)
       await tables.pass(scope, 'PutItem', JSON.stringify({ TableName: 'items', Item: { key: { S: String(n) } } }));
     process.stdout.write(serialize(tables.save()).toString('base64'), () => process.kill(process.pid, 'SIGKILL'));`,
  );
  const engine = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  tables.restore(deserialize(Buffer.from(await text(engine.stdout), 'base64')) as ReturnType<Tables['save']>);
  await tables.resume();
  expect(await keysOf()).toHaveLength(200);
  expect(errors).toEqual([]);
});

it('can be used again when it was killed while it made a table', async () => {
  await tables.create(scope, items);
  await store.close();
  const load = createRequire(import.meta.url);
  const { Level } = createRequire(load.resolve('dynalite'))('level') as {
    Level: new (
      path: string,
      options: object,
    ) => Record<'get' | 'put' | 'close', (key?: string, value?: object) => Promise<object>>;
  };
  const level = new Level(join(directory, scope.account, scope.region), { valueEncoding: 'json' });
  await level.put('table~items', { ...(await level.get('table~items')), TableStatus: 'CREATING' });
  await level.close();
  start();
  await tables.create(scope, items);
  await put('a');
  expect(await keysOf()).toEqual(['a']);
});

it('drops a table that was being made or deleted', async () => {
  await tables.create(scope, items);
  await put('a');
  await restart((table) => ({ ...table, status: 'CREATING' }));
  expect(tables.list(scope)).toEqual([]);
  await tables.create(scope, items);
  expect(await keysOf()).toEqual([]);
  await restart((table) => ({ ...table, status: 'DELETING' }));
  expect((await tables.pass(scope, 'Scan', JSON.stringify({ TableName: 'items' }))).error).toBe(
    'ResourceNotFoundException',
  );
});

it('has a table that the store has lost, and says that it is empty', async () => {
  await tables.create(scope, items);
  await put('a');
  const saved = tables.save();
  await store.close();
  rmSync(directory, { recursive: true });
  start();
  tables.restore(saved);
  await tables.resume();
  expect(await keysOf()).toEqual([]);
  expect(errors).toEqual(['The items of the table items are gone: it is empty.']);
});

it('makes a new table empty when an earlier engine left one that it never told of', async () => {
  await tables.create(scope, items);
  await put('a');
  await store.close();
  start();
  await tables.create(scope, items);
  expect(await keysOf()).toEqual([]);
});
