import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startItemStore, type TestItemStore } from './item-store.ts';
import { itemsApi } from './items-api.ts';
import { type RunningService, startService } from './running-service.ts';

interface Page {
  readonly items: readonly { readonly key: string; readonly value: unknown }[];
  readonly nextCursor: string | null;
}

const NOT_OURS = 'cursor must be nextCursor of an earlier page, unchanged.';
const cursorOf = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString('base64url');

describe('the list of no items', () => {
  it('is one empty page', async () => {
    const store = await startItemStore();
    const service = await startService({ TABLE_NAME: store.tableName });
    try {
      expect((await itemsApi(service.url).get('/picus')).json()).toEqual({ items: [], nextCursor: null });
    } finally {
      await service.app.close();
      await store.stop();
    }
  });
});

describe('the list of items', () => {
  let store: TestItemStore;
  let service: RunningService;
  let api: ReturnType<typeof itemsApi>;
  const keys = Array.from({ length: 10_000 }, (_, at) => `${at % 2 === 0 ? 'ключ' : '🔑'} ${at}`);
  beforeAll(async () => {
    store = await startItemStore();
    service = await startService({ TABLE_NAME: store.tableName });
    api = itemsApi(service.url);
    await store.seed(keys);
  });
  afterAll(async () => {
    await service.app.close();
    await store.stop();
  });

  const page = async (query: string): Promise<Page> => {
    const answer = await api.get(`/picus${query}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    return answer.json() as Page;
  };

  it('has 25 items a page unless told otherwise', async () => {
    expect((await page('')).items).toHaveLength(25);
    expect((await page('?limit=1')).items).toHaveLength(1);
    expect((await page('?limit=100')).items).toHaveLength(100);
  });

  it('has each of 10,000 items once', async () => {
    const seen: string[] = [];
    let { items, nextCursor } = await page('?limit=100');
    for (;;) {
      seen.push(...items.map(({ key }) => key));
      if (nextCursor === null) break;
      expect(nextCursor).toMatch(/^[\w-]+$/);
      ({ items, nextCursor } = await page(`?limit=100&cursor=${nextCursor}`));
    }
    expect(seen).toHaveLength(10_000);
    expect(new Set(seen)).toEqual(new Set(keys));
  });

  it('goes on with another limit, and from an item that has gone', async () => {
    const first = await page('?limit=3');
    const whole = await page('?limit=8');
    const rest = await page(`?limit=5&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(whole.items);
    // Nothing has this key: a position is one without an item, too.
    expect((await page(`?limit=5&cursor=${cursorOf([1, 'never made'])}`)).items).toHaveLength(5);
  });

  it('goes on after a page without items', async () => {
    store.fault = (_operation, response) => {
      response.end(JSON.stringify({ Items: [], Count: 0, ScannedCount: 0, LastEvaluatedKey: { key: { S: 'k' } } }));
      return 'taken';
    };
    const empty = await page('').finally(() => (store.fault = undefined));
    expect(empty).toEqual({ items: [], nextCursor: cursorOf([1, 'k']) });
  });

  it.each(['0', '101', '-1', '1.5', '1e1', '', '%31%30%30%30', 'ten', '1&limit=2'])(
    'refuses limit=%s',
    async (limit) => {
      const answer = await api.get(`/picus?limit=${limit}`);
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({
        detail: 'limit must be one whole number from 1 to 100, in decimal digits.',
      });
    },
  );

  it.each([
    ['random text', 'b3JhbmRvbQ', NOT_OURS],
    ['no base64url', 'a+b/c=', NOT_OURS],
    ['nothing', '', NOT_OURS],
    ['half of one', cursorOf([1, 'some key']).slice(0, -4), NOT_OURS],
    ['the same content spelled otherwise', Buffer.from('[1, "k"]').toString('base64url'), NOT_OURS],
    ['a number as its key', cursorOf([1, 5]), NOT_OURS],
    ['an object as its key', cursorOf([1, { S: 'k' }]), NOT_OURS],
    ['a sort key, too', cursorOf([1, 'k', 'range']), NOT_OURS],
    ['a key that no item has', cursorOf([1, '.']), NOT_OURS],
    ['a key in another shape', cursorOf({ key: { S: 'k' } }), NOT_OURS],
    ['more than a cursor has', cursorOf([1, 'x'.repeat(2_000)]), NOT_OURS],
    ['another version', cursorOf([2, 'k']), 'cursor is from another version of this service; begin without one.'],
  ])('refuses a cursor that is %s', async (_what, cursor, detail) => {
    const scans = store.calls('Scan');
    const answer = await api.get(`/picus?cursor=${encodeURIComponent(cursor)}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ title: 'Bad Request', detail });
    expect(store.calls('Scan')).toBe(scans);
  });

  it('refuses two cursors', async () => {
    const answer = await api.get(`/picus?cursor=${cursorOf([1, 'a'])}&cursor=${cursorOf([1, 'b'])}`);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json()).toMatchObject({ detail: 'cursor must be given once.' });
  });
});
