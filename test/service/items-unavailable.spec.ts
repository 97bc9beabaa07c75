import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sendError, startItemStore, type TestItemStore } from './item-store.ts';
import { type ApiAnswer, itemsApi } from './items-api.ts';
import { type RunningService, startService } from './running-service.ts';

/** Of one operation on the table; all its attempts and waits are within it. */
const TIMEOUT_MS = 400;

describe('items, when the table does not answer as it should', () => {
  let store: TestItemStore;
  let service: RunningService;
  let api: ReturnType<typeof itemsApi>;
  beforeAll(async () => {
    store = await startItemStore();
    service = await startService({ TABLE_NAME: store.tableName, TABLE_TIMEOUT_MS: String(TIMEOUT_MS) });
    api = itemsApi(service.url);
    await api.put('there', 1);
  });
  afterEach(() => (store.fault = undefined));
  afterAll(async () => {
    await service.app.close();
    await store.stop();
  });

  const requests = {
    list: () => api.get('/picus'),
    show: () => api.show('there'),
    put: () => api.put('new', 1),
    replace: () => api.put('there', 2, { 'if-match': '*' }),
  };
  const names = Object.keys(requests) as (keyof typeof requests)[];

  const expectUnavailable = (answer: ApiAnswer, reason: string) => {
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({
      title: 'Service Unavailable',
      detail: `The item store is not available: ${reason}.`,
    });
    expect(service.log).toContainEqual(
      expect.objectContaining({ msg: 'item store not available', requestId: answer.headers['x-request-id'] }),
    );
  };

  it.each(names)('%s: 503 in time when it never answers', async (name) => {
    store.fault = () => 'taken';
    const start = performance.now();
    const answer = await requests[name]();
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS + 1_000);
    expectUnavailable(answer, `no answer within ${TIMEOUT_MS} ms`);
  });

  it.each(names)('%s: 503 in time when it is throttled', async (name) => {
    store.fault = (_operation, response) => sendError(response, 400, 'ProvisionedThroughputExceededException');
    const start = performance.now();
    const answer = await requests[name]();
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS + 1_000);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({
      detail: expect.stringMatching(/: (too many requests|no answer within 400 ms)\.$/),
    });
  });

  it('503 when it fails at every attempt, 200 when it fails once', async () => {
    let failures = 3;
    store.fault = (operation, response) =>
      operation === 'GetItem' && failures-- > 0 ? sendError(response, 500, 'InternalServerError') : 'pass';
    expectUnavailable(await requests.show(), 'it failed');
    failures = 1;
    expect(await requests.show()).toMatchObject({ status: 200 });
  });

  it.each(['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'])(
    '500 for %s, which only the log explains',
    async (type) => {
      const before = store.calls('Scan');
      store.fault = (_operation, response) => sendError(response, 400, type);
      const answer = await requests.list();
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain(type);
      expect(service.log).toContainEqual(
        expect.objectContaining({
          level: 'error',
          requestId: answer.headers['x-request-id'],
          err: expect.objectContaining({ name: type }),
        }),
      );
      expect(store.calls('Scan')).toBe(before + 1);
    },
  );

  it('500 for an item that somebody else wrote', async () => {
    store.fault = (_operation, response) => {
      response.end(JSON.stringify({ Item: { key: { S: 'there' }, value: { M: {} } } }));
      return 'taken';
    };
    expect(await requests.show()).toMatchObject({ status: 500 });
  });

  it('makes an item once, though the answer to its first attempt is lost', async () => {
    let lost = 0;
    store.fault = (operation, response) => {
      // Written, but the connection breaks before anybody is told.
      if (operation === 'PutItem' && lost++ === 0) response.end = () => response.destroy();
      return 'pass';
    };
    const answer = await api.put('lost', 'v');
    expect(lost).toBe(2);
    // The second attempt finds the item of the first.
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.json()).toMatchObject({ key: 'lost', value: 'v', version: 1 });
  });

  it('needs no second look where a failed condition brings the item, as DynamoDB does', async () => {
    const time = { S: '2026-01-01T00:00:00.000Z' };
    const Item = { key: { S: 'k' }, value: { S: '7' }, version: { N: '12' }, createdAt: time, updatedAt: time };
    store.fault = (operation, response) =>
      operation === 'GetItem' ? 'pass' : sendError(response, 400, 'ConditionalCheckFailedException', { Item });
    const before = store.calls('GetItem');
    expect(await api.put('k', 7)).toMatchObject({ status: 200, headers: { etag: '"12-1767225600000"' } });
    expect(await api.put('k', 8)).toMatchObject({ status: 409, headers: { etag: '"12-1767225600000"' } });
    expect(await api.put('k', 8, { 'if-match': '"11-1767225600000"' })).toMatchObject({ status: 412 });
    expect(store.calls('GetItem')).toBe(before);
  });

  it('503 for an item that always changes before it is written', async () => {
    // The condition fails, and yet the item is in the state that it names.
    store.fault = (operation, response) =>
      operation === 'UpdateItem' ? sendError(response, 400, 'ConditionalCheckFailedException') : 'pass';
    const before = store.calls('UpdateItem');
    expectUnavailable(await requests.replace(), 'the item changes faster than it can be written');
    expect(store.calls('UpdateItem')).toBe(before + 3);
  });
});

describe('items, when there is no table', () => {
  it('is not available when nothing listens where it should be', async () => {
    const store = await startItemStore();
    await store.stop();
    // In a process of its own: the SDK does not know Node's errors again among the test runner's.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', ASK], {
      env: process.env,
    });
    expect(stdout).toBe('ItemStoreUnavailable: The item store is not available: it cannot be reached.\n');
  });

  it('503 that says so when none is configured, but bad requests are bad all the same', async () => {
    const service = await startService();
    try {
      const api = itemsApi(service.url);
      for (const answer of [await api.get('/picus'), await api.show('k'), await api.put('k', 1)]) {
        expect(answer.status).toBe(503);
        expect(answer.json()).toMatchObject({ detail: 'The item store is not available: TABLE_NAME is not set.' });
      }
      expect(await api.get('/picus?limit=0')).toMatchObject({ status: 400 });
    } finally {
      await service.app.close();
    }
  });
});

const MODULE = new URL('../../service/src/items/dynamo-item-store.ts', import.meta.url);
const ASK = `
  const { dynamoItemStore } = await import(${JSON.stringify(MODULE.href)});
  await dynamoItemStore({ tableName: 'none', timeoutMs: 5_000 }).get('k').catch((error) => console.log(String(error)));
`;
