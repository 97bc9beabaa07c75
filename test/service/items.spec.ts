import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startItemStore, type TestItemStore } from './item-store.ts';
import { itemsApi } from './items-api.ts';
import { type RunningService, startService } from './running-service.ts';

const PROBLEM = 'application/problem+json; charset=utf-8';
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('items', () => {
  let store: TestItemStore;
  let service: RunningService;
  let api: ReturnType<typeof itemsApi>;
  beforeAll(async () => {
    store = await startItemStore();
    service = await startService({ TABLE_NAME: store.tableName });
    api = itemsApi(service.url);
  });
  afterAll(async () => {
    await service.app.close();
    await store.stop();
  });

  it('are made, say where they are, and are shown', async () => {
    const made = await api.put('first', { b: 1, a: [null, true, 'x'] });
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({
      location: '/picus/first',
      'content-type': 'application/json; charset=utf-8',
      etag: expect.stringMatching(/^"1-\d{13}"$/),
    });
    const item = { key: 'first', value: { a: [null, true, 'x'], b: 1 }, version: 1, createdAt: TIME, updatedAt: TIME };
    expect(made.json()).toEqual(item);
    const shown = await api.get(String(made.headers.location));
    expect(shown).toMatchObject({ status: 200, text: made.text, headers: { etag: made.headers.etag } });
    expect(shown.headers['cache-control']).toBe('private, no-cache');
    const head = await api.call('HEAD', '/picus/first', {});
    expect(head).toMatchObject({ status: 200, text: '', headers: { etag: made.headers.etag } });
  });

  it('are not there until they are made', async () => {
    const answer = await api.show('nowhere');
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe(PROBLEM);
    expect(answer.json()).toMatchObject({ title: 'Not Found', detail: 'There is nothing at /picus/nowhere.' });
  });

  it('may be made again with the same value, however it is written, but not with another', async () => {
    const made = await api.send('{"key":"again","value":{"a":1,"b":"é"}}');
    const again = await api.send('{ "value": {"b": "\\u00e9", "a": 1}, "key": "again" }\n');
    expect(again).toMatchObject({ status: 200, text: made.text, headers: { etag: made.headers.etag } });
    expect(again.headers.location).toBeUndefined();
    const other = await api.put('again', { a: 2 });
    expect(other.status).toBe(409);
    expect(other.headers).toMatchObject({ 'content-type': PROBLEM, etag: made.headers.etag });
    expect((await api.show('again')).text).toBe(made.text);
  });

  it('are replaced in the state that If-Match names only', async () => {
    const made = await api.put('replaced', 'one');
    const tag = String(made.headers.etag);
    const two = await api.put('replaced', 'two', { 'if-match': tag });
    expect(two.status).toBe(200);
    expect(two.json()).toMatchObject({ value: 'two', version: 2 });
    expect(two.json()).toMatchObject({ createdAt: (made.json() as { createdAt: string }).createdAt });
    // The same request again: its work is done already, though the tag is old.
    expect(await api.put('replaced', 'two', { 'if-match': tag })).toMatchObject({ status: 200, text: two.text });

    const late = await api.put('replaced', 'three', { 'if-match': tag });
    expect(late).toMatchObject({ status: 412, headers: { etag: two.headers.etag } });
    const weak = await api.put('replaced', 'three', { 'if-match': `W/${String(two.headers.etag)}` });
    expect(weak.status).toBe(412);
    const listed = await api.put('replaced', 'three', { 'if-match': `"x", ${tag} , ${String(two.headers.etag)}` });
    expect(listed.json()).toMatchObject({ value: 'three', version: 3 });
    expect((await api.put('replaced', 'four', { 'if-match': '*' })).json()).toMatchObject({
      value: 'four',
      version: 4,
    });
    const same = await api.put('replaced', 'four', { 'if-match': '*' });
    expect(same).toMatchObject({ status: 200 });
    expect(same.json()).toMatchObject({ value: 'four', version: 4 });
    expect((await api.show('replaced')).text).toBe(same.text);
  });

  it('are not made by a request that replaces, nor replaced in a state of an item before them', async () => {
    expect(await api.put('absent', 1, { 'if-match': '*' })).toMatchObject({ status: 412 });
    expect(await api.put('absent', 1, { 'if-match': '"1-1"' })).toMatchObject({ status: 412 });
    expect(await api.show('absent')).toMatchObject({ status: 404 });

    await store.seed(['older']);
    // The first version, too, but of an item made at another time.
    expect(await api.put('older', 1, { 'if-match': '"1-1700000000000"' })).toMatchObject({ status: 412 });
    expect(await api.put('older', 1, { 'if-match': `"1-${Date.UTC(2026, 0, 1)}"` })).toMatchObject({ status: 200 });
  });

  it.each(['1-2', 'W/', '"a', '', Array.from({ length: 11 }, () => '"1-1"').join()])(
    'refuse If-Match: %s',
    async (header) => {
      const answer = await api.put('first-match', 1, { 'if-match': header });
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({ detail: expect.stringMatching(/^If-Match must be \* or at most 10/) });
    },
  );

  it('are not sent again to who has them', async () => {
    const { headers } = await api.put('known', 1);
    const tag = String(headers.etag);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await api.show('known', { 'if-none-match': known });
      expect(answer).toMatchObject({ status: 304, text: '', headers: { etag: tag } });
    }
    expect(await api.show('known', { 'if-none-match': '"1-1"' })).toMatchObject({ status: 200 });
  });

  it('made at the same time under one key are one item', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => api.put('raced', at % 4)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(4);
    expect(statuses.filter((status) => status === 409)).toHaveLength(15);
  });

  it('replaced at the same time from one state change once', async () => {
    const tag = String((await api.put('contended', 'start')).headers.etag);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => api.put('contended', at, { 'if-match': tag })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
    expect((await api.show('contended')).json()).toMatchObject({ version: 2 });
  });

  it.each([
    ['an emoji of several code points', '👩‍👩‍👧‍👦 🇧🇷'],
    ['a combining mark', 'e\u0301'],
    ['the same letter composed', '\u00e9'],
    ['right-to-left text and marks', '\u202eשלום\u202c مرحبا'],
    ['slashes', 'a/b/../c'],
    ['an encoded slash', 'a%2Fb'],
    ['signs of URLs', '?#[]@!$&\'()*+,;=%25 "<>\\^`{|}'],
    ['spaces around', ' padded '],
    ['a name of objects', '__proto__'],
    ['names of parts of expressions', ':value #key'],
    ['dots enough', '...'],
    ['as many characters as may be', '☃'.repeat(100)],
  ])('have keys with %s', async (_what, key) => {
    const made = await api.put(key, key);
    expect(made.status).toBe(201);
    expect(made.json()).toMatchObject({ key, value: key });
    expect(made.headers.location).toBe(`/picus/${encodeURIComponent(key)}`);
    expect(await api.get(String(made.headers.location))).toMatchObject({ status: 200, text: made.text });
  });

  it.each(['/picus/a/b', '/picus/', '/picus/%2e%2E', '/picus/a%00b', '/picus//first'])(
    'are not at %s',
    async (path) => {
      expect(await api.get(path)).toMatchObject({ status: 404, headers: { 'content-type': PROBLEM } });
    },
  );

  it('are not at paths longer than a key', async () => {
    expect(await api.show('x'.repeat(101))).toMatchObject({ status: 414, headers: { 'content-type': PROBLEM } });
  });

  it.each(['/picus/%zz', '/picus/%FF', '/picus/%ED%A0%80', '/picus/%'])('refuse %s, which is no text', async (path) => {
    expect(await api.get(path)).toMatchObject({ status: 400, headers: { 'content-type': PROBLEM } });
  });

  it.each(['12345678901234567890123456789012345678901234567890', '1e400', '-0', '1.10', '0.1e-300'])(
    'keep the number %s as it is written',
    async (number) => {
      const made = await api.send(`{"key":"n ${number}","value":{"n":${number}}}`);
      expect(made.text).toContain(`"value":{"n":${number}}`);
      expect((await api.show(`n ${number}`)).text).toBe(made.text);
    },
  );

  it('keep values of many kinds', async () => {
    const values = [
      null,
      false,
      0,
      '',
      [],
      {},
      '\u0000\u2028"\\',
      { constructor: { name: 1 }, toString: 'x' },
      '\ud800',
    ];
    for (const [at, value] of values.entries()) {
      const made = await api.put(`kind ${at}`, value);
      expect(made.status).toBe(201);
      expect(made.text).toContain(`"value":${JSON.stringify(value)},`);
      expect((await api.show(`kind ${at}`)).text).toBe(made.text);
    }
  });
});
