import { type IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Opened, startProxy, startSpeaker, startTarget } from './proxy-fixture.ts';

const TRACE = 'Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1';

describe('the proxy’s headers', () => {
  const opened = new Opened();
  afterEach(() => opened.close());

  /** What the target sees of these lines. */
  const passedOn = async (lines: readonly string[], method = 'GET'): Promise<IncomingHttpHeaders> => {
    const seen = Promise.withResolvers<IncomingHttpHeaders>();
    const { url } = await startTarget(opened, ({ headers }, answer) => {
      seen.resolve(headers);
      answer.end();
    });
    const proxy = await startProxy(opened, url);
    const all = [`${method} /rota1 HTTP/1.1`, 'Host: a', ...lines];
    if (!lines.some((line) => line.startsWith('Connection'))) all.push('Connection: close');
    expect(await proxy.speak(`${all.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    const headers = await seen.promise;
    // Node's client keeps its connections for the next request; the host is the target's.
    expect(headers).toMatchObject({ connection: 'keep-alive', host: new URL(url).host });
    const { connection: _connection, host: _host, ...rest } = headers;
    return rest;
  };

  it('are the client’s, with what a proxy adds', async () => {
    expect(
      await passedOn(['Accept: text/html', 'Authorization: Bearer abc', 'Cookie: a=1', 'X-Request-Id: r-1']),
    ).toEqual({
      accept: 'text/html',
      authorization: 'Bearer abc',
      cookie: 'a=1',
      via: '1.1 proxy',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-request-id': 'r-1',
    });
  });

  it('grow where there was a proxy before, and keep its trace and what it says of the client', async () => {
    const headers = await passedOn([
      `X-Amzn-Trace-Id: ${TRACE}`,
      'X-Forwarded-For: 203.0.113.7',
      'X-Forwarded-For: 198.51.100.2',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 443',
      'Via: 1.0 edge',
    ]);
    expect(headers).toEqual({
      via: '1.0 edge, 1.1 proxy',
      'x-amzn-trace-id': TRACE,
      'x-forwarded-for': '203.0.113.7, 198.51.100.2, 127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-request-id': '1-67891233-abcdef012345678912345678',
    });
  });

  it('are not those of the connection, nor what it names, nor what anybody could invent', async () => {
    const headers = await passedOn([
      'Connection: close, X-Only-Here , X-Forwarded-For',
      'X-Only-Here: 1',
      'X-Forwarded-For: 10.0.0.1',
      'Keep-Alive: timeout=5',
      'Proxy-Authorization: Basic abc',
      'Proxy-Connection: keep-alive',
      'TE: trailers',
      'Trailer: X-Sum',
      'Upgrade: websocket',
      'Forwarded: for=1.2.3.4',
      'X-Forwarded-Host: evil',
      'X-Kept: 1',
    ]);
    expect(Object.keys(headers).toSorted()).toEqual([
      'via',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-kept',
      'x-request-id',
    ]);
    expect(headers['x-forwarded-for']).toBe('10.0.0.1, 127.0.0.1');
  });

  it('of the answer are the target’s, less those of its connection; the request id is ours', async () => {
    const answer = [
      'HTTP/1.1 203 Whatever',
      'Connection: close, X-Only-Here',
      'X-Only-Here: 1',
      'Keep-Alive: timeout=1',
      'Proxy-Authenticate: Basic',
      'Trailer: X-Sum',
      'Upgrade: h2c',
      'Set-Cookie: a=1',
      'Set-Cookie: b=2',
      'ETag: "1"',
      'Vary: Accept',
      'X-Request-Id: theirs',
      'Content-Encoding: gzip',
      'Content-Length: 3',
      'Date: Thu, 01 Jan 2026 00:00:00 GMT',
    ];
    const url = await startSpeaker(opened, (socket) => {
      socket.once('data', () => socket.end(`${answer.join('\r\n')}\r\n\r\nabc`));
    });
    const proxy = await startProxy(opened, url);
    const [head = '', body] = (
      await proxy.speak('GET /rota1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n')
    ).split('\r\n\r\n');
    const [status, ...lines] = head.split('\r\n');
    expect(status).toBe('HTTP/1.1 203 Non-Authoritative Information');
    expect(body).toBe('abc');
    const named = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
    expect(named).toEqual(
      expect.arrayContaining([
        'set-cookie: a=1',
        'set-cookie: b=2',
        'etag: "1"',
        'vary: Accept',
        'content-encoding: gzip',
        'content-length: 3',
        'date: Thu, 01 Jan 2026 00:00:00 GMT',
        'x-request-id: mine',
        'connection: close',
      ]),
    );
    expect(named.filter((line) => /^(x-only-here|keep-alive|proxy-|trailer|upgrade)/.test(line))).toEqual([]);
    expect(named.filter((line) => /^(x-request-id|connection|date)/.test(line))).toHaveLength(3);
  });
});
