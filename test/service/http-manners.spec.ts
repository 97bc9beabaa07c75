import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { type RunningService, startService } from './running-service.ts';

const PROBLEM = 'application/problem+json; charset=utf-8';
const SECURITY = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';

describe('the manners of answers', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({ LOG_LEVEL: 'error' });
  });
  afterAll(() => service.app.close());

  const ask = async (path: string, headers: Record<string, string> = {}, method: Method = 'GET') => {
    const answer = await request(service.url + path, { method, headers });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  };

  it.each([
    ['/', 200],
    ['/version', 200],
    ['/nothing', 404],
    ['/%zz', 400],
    ['/api/v1/factorial', 400],
    [`/picus/${'a'.repeat(500)}`, 414],
  ])('tell browsers to be careful: %.40s', async (path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ ...SECURITY, 'cache-control': 'no-store' });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    for (const header of ['server', 'x-powered-by', 'access-control-allow-origin', 'vary']) {
      expect(answer.headers[header]).toBeUndefined();
    }
  });

  it('tell them to stay with TLS only where there is TLS', async () => {
    const policy = 'max-age=31536000';
    for (const path of ['/', '/nothing', '/%zz']) {
      expect((await ask(path, { 'x-forwarded-proto': 'https' })).headers['strict-transport-security']).toBe(policy);
      expect((await ask(path, { 'x-forwarded-proto': 'http' })).headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('are the same for what is not HTTP', async () => {
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('HELO there\r\n\r\n');
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    const headers = Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(': ')),
    );
    expect(headers).toMatchObject({
      ...SECURITY,
      'content-type': PROBLEM,
      'cache-control': 'no-store',
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
      'x-request-id': (JSON.parse(body) as { requestId: string }).requestId,
    });
  });

  it('have the length of GET and no body for HEAD', async () => {
    for (const path of ['/', '/nothing']) {
      const [get, head] = [await ask(path), await ask(path, {}, 'HEAD')];
      expect(head).toMatchObject({ status: get.status, body: '' });
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
    }
  });

  it.each([
    ['/picus/a', 'PUT', 'DELETE, GET, HEAD'],
    ['/picus/a%2Fb?c=d', 'POST', 'DELETE, GET, HEAD'],
    // A function answers it, which is not here.
    ['/picus/a', 'DELETE', 'GET, HEAD'],
    ['/picus', 'DELETE', 'GET, HEAD, POST'],
    ['/%76ersion', 'POST', 'GET, HEAD'],
    ['/version', 'OPTIONS', 'GET, HEAD'],
  ] as const)('name the methods of %s to %s', async (path, method, allow) => {
    const { status, headers, body } = await ask(path, {}, method);
    expect(status).toBe(405);
    expect(headers).toMatchObject({ allow, 'content-type': PROBLEM, ...SECURITY });
    expect(JSON.parse(body)).toMatchObject({ status: 405, detail: expect.stringContaining(`it answers ${allow}.`) });
  });

  it.each(['/picus/', '/picus/a/b', '/picus//', '/picus/a/'])('are 404 beside parameters: %s', async (path) => {
    for (const method of ['GET', 'PUT'] as const) expect((await ask(path, {}, method)).status).toBe(404);
  });

  it('do not let web pages of other origins read', async () => {
    const origin = 'https://shop.example';
    const preflight = { origin, 'access-control-request-method': 'POST' };
    expect((await ask('/', { origin })).headers['access-control-allow-origin']).toBeUndefined();
    const { status, headers } = await ask('/', preflight, 'OPTIONS');
    expect(status).toBe(405);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
