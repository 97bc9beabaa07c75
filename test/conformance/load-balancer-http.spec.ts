import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import http from 'node:http';
import net from 'node:net';
import type { RouterListener, RouterRule } from '../../rehearsal/runtime/ports/traffic-router.ts';
import { group, listener, TestRouter } from './support/test-router.ts';

let test: TestRouter;

beforeEach(() => {
  test = new TestRouter();
});

afterEach(() => test.stop());

describe('what the load balancer answers itself', () => {
  it('is 503 for a group without targets', async () => {
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [])] });
    const answer = await test.get();
    expect(answer).toMatchObject({ status: 503, headers: { server: 'awselb/2.0', 'content-type': 'text/html' } });
    expect(answer.text).toContain('503 Service Temporarily Unavailable');
  });

  it('is 502 for a target that refuses, resets, or answers nonsense', async () => {
    const gone = await test.startTarget('gone');
    await gone.close();
    const resetting = await test.startTarget('resetting');
    resetting.answer = (request) => request.socket.resetAndDestroy();
    const talking = net.createServer(
      (socket) => void socket.on('data', () => socket.end('nonsense\r\n\r\n')).on('error', () => {}),
    );
    const talkingPort = await test.listen(talking);
    for (const port of [gone.port, resetting.port, talkingPort]) {
      await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [port])] });
      expect((await test.get()).status).toBe(502);
    }
    await test.router.flush();
    const own = test.seconds.flatMap(({ traffic }) => traffic);
    expect(own.reduce((sum, { ownCodes }) => sum + (ownCodes[502] ?? 0), 0)).toBe(3);
    expect(own.reduce((sum, { connectionErrors }) => sum + connectionErrors, 0)).toBe(1);
    expect(own.reduce((sum, { requests }) => sum + requests, 0)).toBe(3);
  });

  it('is 504 for a target that is silent for the idle time-out', async () => {
    const target = await test.startTarget('silent');
    target.answer = () => {};
    await test.router.apply({
      listeners: [listener({ blue: 1 }, { idleTimeoutMs: 1000 })],
      groups: [group('blue', [target.port])],
    });
    expect((await test.get()).status).toBe(504);
  });

  it('is nothing for an invoked target that takes longer: it ends in its own time', async () => {
    const [silent, invoked] = [await test.startTarget('silent'), await test.startTarget('invoked')];
    silent.answer = () => {};
    let release: (() => void) | undefined;
    invoked.answer = (_request, response) => (release = () => void response.end('late'));
    const { rules, ...facts } = listener({ silent: 1 }, { idleTimeoutMs: 1000 });
    const slow: RouterRule = {
      id: 'slow',
      conditions: [{ field: 'path', patterns: ['/slow'] }],
      action: { type: 'forward', groups: [{ group: 'invoked', weight: 1 }] },
    };
    const { healthCheck: _none, ...unchecked } = group('invoked', [invoked.port]);
    await test.router.apply({
      listeners: [{ ...facts, rules: [slow, ...rules] }],
      groups: [group('silent', [silent.port]), { ...unchecked, invoked: true }],
    });
    const late = test.get('/slow');
    expect((await test.get()).status).toBe(504);
    release?.();
    expect(await late).toMatchObject({ status: 200, text: 'late' });
  });

  it('is 400 for what is no request, 405 for TRACE, 463 for too many hops', async () => {
    const target = await test.startTarget('a');
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [target.port])] });
    expect(
      await test.sendRaw('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 400 /);
    expect(await test.sendRaw('TRACE / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 405 /);
    const hops = Array.from({ length: 31 }, (_, index) => `10.0.0.${index}`).join(', ');
    expect((await test.get('/', { headers: { 'x-forwarded-for': hops } })).status).toBe(463);
    expect(target.served).toEqual([]);
  });
});

describe('a client that goes away', () => {
  it('is recorded as 460, and its request ends at the target', async () => {
    const target = await test.startTarget('slow');
    const arrived = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    target.answer = (request) => {
      request.socket.on('close', () => ended.resolve());
      arrived.resolve();
    };
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [target.port])] });
    const recorded = new Promise((resolve) => test.router.requests.subscribe(([record]) => resolve(record)));
    const client = http.get({ host: '127.0.0.1', port: test.localPort, path: '/' });
    client.on('error', () => {});
    await arrived.promise;
    client.destroy();
    await ended.promise;
    expect(await recorded).toMatchObject({ status: 460, path: '/', target: `10.0.0.1:${target.port}` });
  });
});

describe('headers', () => {
  it('tell the target of client, listener and trace, and lose what belongs to one connection', async () => {
    const target = await test.startTarget('a');
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [target.port])] });
    await test.get('/path?a=b', {
      headers: {
        'x-forwarded-for': '192.0.2.1',
        'x-forwarded-proto': 'https',
        bad_name: 'x',
        'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678;CalledFrom=app',
      },
    });
    const headers = target.served[0]?.headers;
    expect(headers).toMatchObject({
      host: `127.0.0.1:${test.localPort}`,
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '80',
    });
    expect(headers?.['x-amzn-trace-id']).toMatch(
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;CalledFrom=app$/,
    );
    expect(headers).not.toHaveProperty('bad_name');
    expect(target.served[0]?.url).toBe('/path?a=b');
  });

  it('come back as the target sent them, without its Keep-Alive hint, and the request id is in the record', async () => {
    const target = await test.startTarget('a');
    target.answer = (request, response) => {
      response.writeHead(201, { 'X-Request-Id': 'r-1', 'Set-Cookie': ['a=1', 'b=2'] });
      request.pipe(response);
    };
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [target.port])] });
    const answer = await test.get('/', { method: 'POST', body: 'hello' });
    expect(answer).toMatchObject({
      status: 201,
      text: 'hello',
      headers: { 'set-cookie': ['a=1', 'b=2'], connection: 'keep-alive' },
    });
    expect(answer.headers).not.toHaveProperty('keep-alive');
    await test.router.flush();
    expect(test.records).toEqual([
      expect.objectContaining({
        requestId: 'r-1',
        method: 'POST',
        target: `10.0.0.1:${target.port}`,
        receivedBytes: 5,
        sentBytes: 5,
      }),
    ]);
    expect(test.records[0]?.traceId).toMatch(/^Root=1-/);
  });
});

describe('rules', () => {
  it('are taken in order, with fixed responses and redirects', async () => {
    const target = await test.startTarget('target');
    const rules: RouterListener['rules'] = [
      {
        id: '1',
        conditions: [{ field: 'path', patterns: ['/maintenance*'] }],
        action: { type: 'fixed-response', status: 503, contentType: 'application/json', body: '{}' },
      },
      {
        id: '2',
        conditions: [
          { field: 'header', name: 'X-Old', patterns: ['y?s'] },
          { field: 'method', values: ['GET'] },
        ],
        action: {
          type: 'redirect',
          status: 301,
          protocol: 'HTTPS',
          host: '#{host}',
          port: '443',
          path: '/new/#{path}',
          query: '#{query}',
        },
      },
      { id: 'default', conditions: [], action: { type: 'forward', groups: [{ group: 'blue', weight: 1 }] } },
    ];
    await test.router.apply({ listeners: [listener({}, { rules })], groups: [group('blue', [target.port])] });
    expect(await test.get('/maintenance/x')).toMatchObject({
      status: 503,
      text: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await test.get('/a?b=c', { headers: { 'x-old': 'YES' } })).toMatchObject({
      status: 301,
      headers: { location: 'https://127.0.0.1:443/new/a?b=c' },
    });
    expect(await test.get('/other')).toMatchObject({ status: 200, text: 'target' });
  });
});

describe('upgrades', () => {
  it('join client and target', async () => {
    const target = http.createServer();
    target.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    const port = await test.listen(target);
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [port])] });
    const client = http.get({
      port: test.localPort,
      host: '127.0.0.1',
      headers: { connection: 'Upgrade', upgrade: 'echo' },
    });
    const echoed = await new Promise<string>((resolve, reject) => {
      client.on('error', reject);
      client.on('upgrade', (_response, socket) => {
        socket.on('data', (chunk: Buffer) => {
          resolve(chunk.toString());
          socket.destroy();
        });
        socket.write('ping');
      });
    });
    expect(echoed).toBe('ping');
  });
});
