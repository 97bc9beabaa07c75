import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startItemStore, type TestItemStore } from './item-store.ts';
import { itemsApi } from './items-api.ts';
import { type RunningService, startService } from './running-service.ts';

const BODY = 'The body must be a JSON object with the members key (a string) and value (any JSON)';

describe('a request to put an item', () => {
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

  it.each([
    ['[]', `${BODY}; it is something else.`],
    ['null', `${BODY}; it is something else.`],
    ['7', `${BODY}; it is something else.`],
    ['"{}"', `${BODY}; it is something else.`],
    ['{}', `${BODY}; key is missing.`],
    ['{"value":1}', `${BODY}; key is missing.`],
    ['{"key":"k"}', `${BODY}; value is missing (null is a value).`],
    ['{"key":"k","value":1,"ttl":5}', `${BODY}; "ttl" is none of them.`],
    ['{"key":1,"value":1}', `${BODY}; key must be a string.`],
    ['{"key":null,"value":1}', `${BODY}; key must be a string.`],
    ['{"key":["k"],"value":1}', `${BODY}; key must be a string.`],
    ['{"key":"","value":1}', `${BODY}; key must not be empty.`],
    ['{"key":"..","value":1}', `${BODY}; key must not be . or .., which clients remove from a path.`],
    ['{"key":"a\\u0000","value":1}', `${BODY}; key must not contain control characters.`],
    ['{"key":"\\ud83d","value":1}', `${BODY}; key must be Unicode text: half of a surrogate pair is none.`],
    [
      JSON.stringify({ key: 'x'.repeat(101), value: 1 }),
      `${BODY}; key must not be longer than 100 characters (UTF-16 code units).`,
    ],
    [
      `{"key":"deep","value":${'['.repeat(33)}${']'.repeat(33)}}`,
      `${BODY}; it cannot be read: it is nested deeper than 33 levels.`,
    ],
  ])('is refused with %s', async (body, detail) => {
    const answer = await api.send(body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ title: 'Bad Request', status: 400, detail });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"key":"k","value":}'],
    ['half of it', '{"key":"k","val'],
    ['two of it', '{"key":"k","value":1}{"key":"l","value":1}'],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('{"key":"k","value":"'), Buffer.from([0xff, 0x22, 0x7d])])],
    ['a byte order mark in the middle', '{"key":\ufeff"k","value":1}'],
    ['a member beside, named as a prototype is', '{"key":"k","value":1,"__proto__":{"key":"l"}}'],
    ['its members inherited', '{"__proto__":{"key":"k","value":1}}'],
  ])('is refused with %s', async (_what, body) => {
    const answer = await api.send(body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('is refused with another type of body, and without one', async () => {
    const body = '{"key":"k","value":1}';
    expect(await api.send(body, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await api.send('key=k&value=1', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
      status: 415,
    });
    expect(await api.call('POST', '/picus', {})).toMatchObject({ status: 400 });
    expect((await api.call('POST', '/picus', {})).json()).toMatchObject({ detail: `${BODY}; it is empty.` });
  });

  it('takes values of 32 levels', async () => {
    const value = `${'['.repeat(32)}${']'.repeat(32)}`;
    expect(await api.send(`{"key":"levels","value":${value}}`)).toMatchObject({ status: 201 });
  });

  it('takes values of up to 100 KiB, written with spaces or without', async () => {
    const largest = 'v'.repeat(100 * 1024 - 2);
    expect(await api.put('large', largest)).toMatchObject({ status: 201 });
    expect((await api.show('large')).json()).toMatchObject({ value: largest });
    expect(await api.send(`{"key":"spaced","value":[${' '.repeat(110 * 1024)}]}`)).toMatchObject({ status: 201 });
  });

  it('is refused with a larger value or body', async () => {
    const larger = await api.put('larger', 'v'.repeat(100 * 1024 - 1));
    expect(larger.status).toBe(413);
    expect(larger.json()).toMatchObject({
      title: 'Payload Too Large',
      detail: 'value has 102401 bytes as JSON without spaces; at most 102400 are kept.',
    });
    const huge = await api.put('huge', 'v'.repeat(1024 * 1024)).catch((error: Error) => error);
    // Answered before all of it was sent; the client may see that as a closed connection.
    expect(huge instanceof Error ? 413 : huge.status).toBe(413);
    expect(await api.show('larger')).toMatchObject({ status: 404 });
    expect(await api.show('huge')).toMatchObject({ status: 404 });
  });

  it('asks the store nothing when it is refused', async () => {
    const before = store.calls('PutItem');
    await Promise.all([api.send('{}'), api.send('{'), api.put('', 1), api.put('k', 1, { 'if-match': 'x' })]);
    expect(store.calls('PutItem')).toBe(before);
  });
});
