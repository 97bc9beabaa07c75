import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ALBResult, Context } from 'aws-lambda';
import type { TokenVerdict } from '../../service/src/auth/token-verifier.ts';
import { deleteItemHandler } from '../../service/src/functions/delete-item-handler.ts';
import { readFunctionConfig } from '../../service/src/functions/function-config.ts';
import { functionLog } from '../../service/src/functions/function-log.ts';
import { dynamoItemStore } from '../../service/src/items/dynamo-item-store.ts';
import type { ItemStore } from '../../service/src/items/item-store.ts';
import { albEvent, type EventParts } from './alb-event.ts';
import { sendError, startItemStore, type TestItemStore } from './item-store.ts';

const PROBLEM = 'application/problem+json; charset=utf-8';
const TIME = '2026-01-01T00:00:00.000Z';
const TAG = `"1-${Date.parse(TIME)}"`;

describe('the function that deletes an item', () => {
  let table: TestItemStore;
  let store: ItemStore;
  let lines: Record<string, unknown>[];
  let verdict: TokenVerdict | undefined;
  let remainingMs = 10_000;
  beforeAll(async () => {
    table = await startItemStore();
    store = dynamoItemStore({ tableName: table.tableName, timeoutMs: 400 });
  });
  afterEach(() => {
    table.fault = undefined;
    verdict = undefined;
  });
  afterAll(async () => {
    store.close();
    await table.stop();
  });

  /** Invokes the function as the load balancer does. */
  const invoke = async (parts: EventParts): Promise<ALBResult> => {
    lines = [];
    const config = readFunctionConfig({
      TABLE_NAME: table.tableName,
      METRICS_NAMESPACE: 'picus-prod',
      CORS_ORIGINS: 'https://shop.example.com',
      RELEASE: 'r-1',
      AWS_LAMBDA_FUNCTION_NAME: 'picus-prod-delete-item',
      AWS_LAMBDA_FUNCTION_VERSION: '7',
    });
    const handler = deleteItemHandler({
      store,
      verifier: verdict && { verify: (header) => Promise.resolve(header === 'Bearer good' ? GOOD : verdict!) },
      corsOrigins: config.corsOrigins,
      log: functionLog(config, (line) => void lines.push(JSON.parse(line) as Record<string, unknown>)),
    });
    const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => remainingMs } as Context;
    return handler(albEvent(parts), context);
  };
  const GOOD: TokenVerdict = { ok: true, subject: 'somebody' };
  const exists = async (key: string) => (await store.get(key)) !== undefined;

  it('deletes, and answers 404 to a repetition', async () => {
    await table.seed(['gone']);
    const first = await invoke({ path: '/picus/gone', headers: { 'x-request-id': 'mine' } });
    expect(first).toMatchObject({
      statusCode: 204,
      statusDescription: '204 No Content',
      isBase64Encoded: false,
      body: '',
      headers: { 'x-request-id': 'mine', 'cache-control': 'no-store' },
    });
    expect(await exists('gone')).toBe(false);
    const again = await invoke({ path: '/picus/gone', headers: { 'x-request-id': 'mine' } });
    expect(again).toMatchObject({ statusCode: 404, headers: { 'content-type': PROBLEM } });
    expect(JSON.parse(again.body ?? '')).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing at /picus/gone.',
      requestId: 'mine',
    });
  });

  it('answers with headers in the form in which they came', async () => {
    await table.seed(['multi']);
    const result = await invoke({
      path: '/picus/multi',
      multiValueHeaders: {
        'x-amzn-trace-id': ['Root=1-67891233-abcdef012345678912345678'],
        'if-match': ['"0-0"', TAG],
      },
    });
    expect(result.statusCode).toBe(204);
    expect(result.headers).toBeUndefined();
    expect(result.multiValueHeaders).toMatchObject({ 'x-request-id': ['1-67891233-abcdef012345678912345678'] });
  });

  it('deletes in the state that If-Match names only', async () => {
    await table.seed(['kept']);
    const other = await invoke({ path: '/picus/kept', headers: { 'if-match': '"2-1"' } });
    expect(other).toMatchObject({ statusCode: 412, headers: { etag: TAG, 'content-type': PROBLEM } });
    expect(await invoke({ path: '/picus/kept', headers: { 'if-match': '"not-ours"' } })).toMatchObject({
      statusCode: 412,
    });
    expect(await invoke({ path: '/picus/kept', headers: { 'if-match': 'none' } })).toMatchObject({ statusCode: 400 });
    expect(await exists('kept')).toBe(true);
    expect(await invoke({ path: '/picus/kept', headers: { 'If-Match': TAG } })).toMatchObject({ statusCode: 204 });
    // Nothing there is 404, whatever state was meant (RFC 9110, section 13.2.1).
    expect(await invoke({ path: '/picus/kept', headers: { 'if-match': TAG } })).toMatchObject({ statusCode: 404 });
  });

  it('deletes once, whoever asks at the same time', async () => {
    await table.seed(['raced']);
    const results = await Promise.all(Array.from({ length: 10 }, () => invoke({ path: '/picus/raced' })));
    expect(results.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1);
    expect(results.filter(({ statusCode }) => statusCode === 404)).toHaveLength(9);
  });

  it.each(['a/b', '../x', 'a%2Fb', '100 %', '👩‍👩‍👧‍👦', 'e\u0301', 'שלום', '?#+&='])(
    'knows the key %s in its path',
    async (key) => {
      await table.seed([key]);
      expect(await invoke({ path: `/picus/${encodeURIComponent(key)}` })).toMatchObject({ statusCode: 204 });
      expect(await exists(key)).toBe(false);
    },
  );

  it.each(['/picus', '/picus/', '/picus/a/b', '/picus/%2e', '/picus/%zz', '/picus/%FF', '/other/a', '/'])(
    'answers 404 at %s without asking the table',
    async (path) => {
      const before = table.calls('DeleteItem');
      expect(await invoke({ path })).toMatchObject({ statusCode: 404 });
      expect(table.calls('DeleteItem')).toBe(before);
    },
  );

  it('answers 405 to other methods', async () => {
    await table.seed(['method']);
    for (const httpMethod of ['PUT', 'POST', 'PATCH', 'OPTIONS']) {
      const result = await invoke({ path: '/picus/method', httpMethod });
      expect(result).toMatchObject({ statusCode: 405, headers: { allow: 'DELETE, GET, HEAD' } });
    }
    expect(await exists('method')).toBe(true);
  });

  it('asks for a token where access is restricted', async () => {
    await table.seed(['guarded']);
    verdict = { ok: false, challenge: 'Bearer realm="picus"', detail: 'A bearer token is needed.' };
    const strange = await invoke({ path: '/picus/guarded' });
    expect(strange).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Bearer realm="picus"' } });
    // Not even what exists.
    expect(await invoke({ path: '/picus/nowhere' })).toMatchObject({ statusCode: 401 });
    expect(await invoke({ path: '/picus/guarded', httpMethod: 'PUT' })).toMatchObject({ statusCode: 401 });
    verdict = { ok: 'unknown', detail: "The issuer's keys could not be fetched." };
    expect(await invoke({ path: '/picus/guarded' })).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
    });
    expect(await exists('guarded')).toBe(true);
    const good = await invoke({ path: '/picus/guarded', headers: { authorization: 'Bearer good' } });
    expect(good.statusCode).toBe(204);
  });

  it('lets web pages of the origins that may call read its answers', async () => {
    const own = await invoke({ path: '/picus/none', headers: { origin: 'https://shop.example.com' } });
    expect(own.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example.com',
      'access-control-expose-headers': expect.stringContaining('etag'),
      vary: 'Origin',
    });
    const strange = await invoke({ path: '/picus/none', headers: { origin: 'https://shop.example.com.evil.test' } });
    expect(strange.headers).toMatchObject({ vary: 'Origin' });
    expect(strange.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('logs a line a request, of the key its length only', async () => {
    await invoke({ path: '/picus/secret-name', headers: { 'x-request-id': 'mine' } });
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        release: 'r-1',
        requestId: 'mine',
        awsRequestId: 'invocation-1',
        method: 'DELETE',
        keyLength: 11,
        status: 404,
        durationMs: expect.any(Number),
        msg: 'request',
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('answers 503 when the table is throttled, silent, or the time is up', async () => {
    await table.seed(['slow']);
    table.fault = (_operation, response) => sendError(response, 400, 'ThrottlingException');
    const throttled = await invoke({ path: '/picus/slow' });
    expect(throttled).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    table.fault = () => 'taken';
    expect(await invoke({ path: '/picus/slow' })).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'item store not available' }));
    remainingMs = 550;
    const late = await invoke({ path: '/picus/slow' }).finally(() => (remainingMs = 10_000));
    expect(late).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(JSON.parse(late.body ?? '')).toMatchObject({ detail: 'There was not enough time to answer.' });
    // Only what nobody expects is an error of this version.
    expect(lines.some((line) => '_aws' in line)).toBe(false);
  });

  it('answers 500 to what nobody expects, logs it, and counts it for the alarm of this version', async () => {
    table.fault = (_operation, response) => sendError(response, 400, 'ResourceNotFoundException');
    const result = await invoke({ path: '/picus/any' });
    expect(result).toMatchObject({ statusCode: 500, headers: { 'content-type': PROBLEM } });
    expect(result.body).not.toContain('ResourceNotFound');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', err: expect.objectContaining({ type: 'ResourceNotFoundException' }) }),
    );
    expect(lines.filter((line) => '_aws' in line)).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'picus-prod',
              Dimensions: [['FunctionName', 'ExecutedVersion']],
              Metrics: [{ Name: 'ServerErrors', Unit: 'Count' }],
            },
          ],
        },
        FunctionName: 'picus-prod-delete-item',
        ExecutedVersion: '7',
        ServerErrors: 1,
      },
    ]);
  });
});
