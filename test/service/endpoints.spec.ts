import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { factorial } from '../../service/src/factorial/factorial.ts';
import { type RunningService, startService } from './running-service.ts';

const PROBLEM = 'application/problem+json; charset=utf-8';

// Boots the real AppModule: a constructor parameter imported with `import type` would fail here and nowhere earlier.
describe('the service', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({ RELEASE: 'r-7', FACTORIAL_MAX: '20000' }, '0a1b2c3');
  });
  afterAll(() => service.app.close());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await request(service.url + path, { headers });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.json() };
  };

  it('greets', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body).toEqual({ message: 'Olá, mundo!' });
  });

  it('is UP, with details, and says so uncached', async () => {
    const { status, headers, body } = await get('/health');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-cache, no-store, must-revalidate');
    expect(body).toEqual({
      status: 'UP',
      version: '0a1b2c3',
      release: 'r-7',
      uptimeSeconds: expect.any(Number),
      checks: {
        traffic: { status: 'UP', state: 'accepting' },
        factorialThreads: { status: 'UP', busy: 0, queued: 0 },
      },
    });
  });

  it('is alive and ready', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'UP', checks: {} } });
    expect(await get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'UP', checks: { traffic: { status: 'UP', state: 'accepting' } } },
    });
  });

  it('tells its version', async () => {
    const body = { version: '0a1b2c3', gitSha: '0a1b2c3', release: 'r-7', node: process.version };
    expect(await get('/version')).toMatchObject({ status: 200, body });
  });

  it.each([0, 1, 50, 2_000, 2_001, 20_000])('computes the factorial of %d', async (number) => {
    const { status, body } = await get(`/api/v1/factorial?number=${number}`);
    expect(status).toBe(200);
    expect(body).toEqual({ number, factorial: factorial(number).toString() });
  });

  it.each([
    ['', 'it is missing'],
    ['?Number=1', 'it is missing'],
    ['?number', 'it is empty'],
    ['?number=', 'it is empty'],
    ['?number=-5', 'it is negative'],
    ['?number=2.5', 'it has a fraction'],
    ['?number=20001', 'it is too large'],
    ['?number=1e400', 'it is not a number in digits'],
    ['?number=%2B5', 'it is not a number in digits'],
    ['?number=+5', 'it is not a number in digits'],
    ['?number=ten', 'it is not a number in digits'],
    ['?number=5&number=6', 'it is given 2 times'],
  ])('refuses the factorial of %j: %s', async (query, found) => {
    const { status, headers, body } = await get(`/api/v1/factorial${query}`);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe(PROBLEM);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: `number must be one whole number from 0 to 20000, in decimal digits; ${found}.`,
      requestId: headers['x-request-id'],
    });
  });

  it.each(['/nothing', '/health/', '/Health', '/api/v1/factorial/5', '//'])('answers 404 at %s', async (path) => {
    const { status, headers, body } = await get(path);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe(PROBLEM);
    expect(body).toMatchObject({ title: 'Not Found', status: 404, requestId: headers['x-request-id'] });
  });

  it('answers HEAD like GET, and 405 to other methods, whatever they carry', async () => {
    const head = await request(`${service.url}/health`, { method: 'HEAD' });
    expect(head.statusCode).toBe(200);
    await head.body.dump();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
      const body = method === 'OPTIONS' ? null : '{not json';
      const answer = await request(`${service.url}/version`, {
        method,
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.statusCode).toBe(405);
      expect(answer.headers['allow']).toBe('GET, HEAD');
      expect(await answer.body.json()).toMatchObject({
        title: 'Method Not Allowed',
        detail: `/version does not answer ${method}; it answers GET, HEAD.`,
        requestId: answer.headers['x-request-id'],
      });
    }
  });

  it('answers 400 to a path that cannot be decoded', async () => {
    const { status, headers, body } = await get('/%zz', { 'x-request-id': 'mine' });
    expect(status).toBe(400);
    expect(headers['content-type']).toBe(PROBLEM);
    expect(body).toMatchObject({ title: 'Bad Request', requestId: 'mine' });
  });

  it('answers 400 to what is not HTTP, and 431 to endless headers', async () => {
    expect(await speak('HELO there\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*"status":400/);
    const endless = `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await speak(endless)).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n[^]*"status":431/);
  });

  it('takes, echoes and logs the request’s id', async () => {
    const trace = '1-67891233-abcdef012345678912345678';
    expect((await get('/', { 'x-request-id': 'from-caller' })).headers['x-request-id']).toBe('from-caller');
    expect((await get('/', { 'x-amzn-trace-id': `Root=${trace}` })).headers['x-request-id']).toBe(trace);
    expect((await get('/', { 'x-request-id': 'not valid' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(service.log).toContainEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      release: 'r-7',
      requestId: 'from-caller',
      method: 'GET',
      path: '/',
      status: 200,
      durationMs: expect.any(Number),
      msg: 'request',
    });
  });

  it('keeps connections longer than the load balancer does', async () => {
    const { headers } = await get('/');
    expect(headers['connection']).toBe('keep-alive');
    expect(headers['keep-alive']).toBe('timeout=65');
  });

  const speak = async (words: string): Promise<string> => {
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(words);
    return text(socket);
  };
});

describe('the service, when it cannot answer', () => {
  it('answers 503 with Retry-After when threads and queue are full', async () => {
    const service = await startService({ FACTORIAL_QUEUE: '0', LOG_LEVEL: 'silent' });
    try {
      const ask = () => request(`${service.url}/api/v1/factorial?number=50000`);
      const answers = await Promise.all([ask(), ask(), ask(), ask()]);
      expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
      for (const answer of answers) {
        const body = await answer.body.json();
        if (answer.statusCode === 200) continue;
        expect(answer.statusCode).toBe(503);
        expect(answer.headers['retry-after']).toBe('1');
        expect(body).toMatchObject({ title: 'Service Unavailable', status: 503 });
      }
    } finally {
      await service.app.close();
    }
  });

  it('answers an unforeseen error with 500, telling the log everything and the client nothing', async () => {
    const service = await startService();
    try {
      const fastify = service.app.getHttpAdapter().getInstance();
      expect(fastify.hasRoute({ method: 'GET', url: '/version' })).toBe(true);
      // The pool refuses once it is closed: an error that no endpoint expects.
      const { FactorialPool } = await import('../../service/src/factorial/factorial-pool.ts');
      await service.app.get(FactorialPool).onApplicationShutdown();
      const answer = await request(`${service.url}/api/v1/factorial?number=5000`);
      expect(answer.statusCode).toBe(500);
      expect(await answer.body.json()).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        detail: 'The service failed to answer. Its log knows why, under this request id.',
        requestId: answer.headers['x-request-id'],
      });
      expect(service.log).toContainEqual(
        expect.objectContaining({
          level: 'error',
          requestId: answer.headers['x-request-id'],
          err: expect.objectContaining({ message: expect.stringContaining('the service is closing') }),
        }),
      );
    } finally {
      await service.app.close();
    }
  });
});
