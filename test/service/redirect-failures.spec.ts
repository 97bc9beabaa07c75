import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Dispatcher, request } from 'undici';
import { freePort, Opened, startProxy, startSpeaker, startTarget } from './proxy-fixture.ts';

const UNREACHABLE = {
  status: 502,
  title: 'Bad Gateway',
  detail: 'What answers /rota1 could not be reached, or broke off.',
};
const TOO_SLOW = { status: 504, title: 'Gateway Timeout', detail: 'What answers /rota1 took too long.' };

describe('the proxy, when its target', () => {
  const opened = new Opened();
  afterEach(() => opened.close());

  const problemOf = async (answer: Dispatcher.ResponseData) => {
    const body = (await answer.body.json()) as { status: number };
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ type: 'about:blank', requestId: answer.headers['x-request-id'] });
    expect(answer.statusCode).toBe(body.status);
    return body;
  };

  it('is not there: 502, with the cause in the log only', async () => {
    const port = await freePort();
    const proxy = await startProxy(opened, `http://127.0.0.1:${port}/`);
    const problem = await problemOf(await request(`${proxy.url}/rota1`));
    expect(problem).toMatchObject(UNREACHABLE);
    expect(JSON.stringify(problem)).not.toContain(String(port));
    expect(proxy.log).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        path: '/rota1',
        target: `http://127.0.0.1:${port}/`,
        err: expect.objectContaining({ code: 'ECONNREFUSED' }),
      }),
    );
  });

  it('is not there, and the client sends content: 502 all the same', async () => {
    const proxy = await startProxy(opened, `http://127.0.0.1:${await freePort()}/`);
    const answer = await request(`${proxy.url}/rota1`, { method: 'POST', body: Buffer.alloc(200_000) });
    expect(await problemOf(answer)).toMatchObject(UNREACHABLE);
  });

  it.each([
    ['closes', (_words: string) => ''],
    ['does not speak HTTP', () => 'HELO\r\n\r\n'],
    ['answers with endless headers', () => `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
    ['answers a status that there is not', () => 'HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n'],
    [
      'switches to a protocol nobody asked for',
      () => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    ],
  ])('%s: 502', async (_what, words) => {
    const url = await startSpeaker(opened, (socket) => socket.once('data', (data) => socket.end(words(String(data)))));
    const proxy = await startProxy(opened, url);
    expect(await problemOf(await request(`${proxy.url}/rota1`))).toMatchObject(UNREACHABLE);
  });

  it('takes the connection and never answers: 504, and the target is let go', async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    const { url } = await startTarget(opened, (question) => asked.resolve(question));
    const proxy = await startProxy(opened, url, { headersMs: 50 });
    const answer = request(`${proxy.url}/rota1`);
    const gone = once((await asked.promise).socket, 'close');
    expect(await problemOf(await answer)).toMatchObject(TOO_SLOW);
    await gone;
  });

  it('does not even take the connection: 504', async () => {
    // TLS never gets going: the one way to a connection that is not made, and does not need a network that drops.
    const url = await startSpeaker(opened, (socket) => socket.resume());
    const proxy = await startProxy(opened, url.replace('http:', 'https:'), { connectMs: 50 });
    expect(await problemOf(await request(`${proxy.url}/rota1`))).toMatchObject(TOO_SLOW);
  });

  it('stops taking the content: 504', async () => {
    const url = await startSpeaker(opened, (socket) => socket.pause());
    const proxy = await startProxy(opened, url, { idleMs: 50 });
    const client = connect(proxy.port, '127.0.0.1');
    client.on('error', () => {});
    client.write('POST /rota1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n');
    const piece = Buffer.alloc(1024 * 1024);
    const send = (): void => {
      if (client.writable) client.write(piece, send);
    };
    send();
    expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n/);
    client.destroy();
  });

  it('stops in the middle of its answer: the answer is cut, not ended', async () => {
    const { url } = await startTarget(opened, (_question, answer) => answer.write('half'));
    const proxy = await startProxy(opened, url, { idleMs: 50 });
    const { statusCode, body } = await request(`${proxy.url}/rota1`);
    expect(statusCode).toBe(200);
    await expect(body.text()).rejects.toThrow(/closed|terminated/);
  });

  it('waits for a client that stops sending: that one is told so', async () => {
    const { url } = await startTarget(opened, (question) => question.resume());
    const proxy = await startProxy(opened, url, { idleMs: 50 });
    const client = connect(proxy.port, '127.0.0.1');
    client.write('POST /rota1 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\npart');
    expect(await text(client)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[^]*\r\nconnection: close\r\n/i);
  });

  it('closes a kept connection just when it is used: asked again where that is harmless, and only there', async () => {
    let connections = 0;
    const asked: string[] = [];
    const url = await startSpeaker(opened, (socket) => {
      connections++;
      let requests = 0;
      socket.on('data', (data) => {
        asked.push(String(data).split(' ', 1)[0] ?? '');
        // A kept connection is worth one answer; then it fails whoever uses it again.
        if (++requests > 1) return socket.resetAndDestroy();
        return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: timeout=60\r\n\r\nok');
      });
    });
    const proxy = await startProxy(opened, url);
    const statusOf = async (method: 'GET' | 'POST') => {
      const { statusCode, body } = await request(`${proxy.url}/rota1`, { method });
      await body.dump();
      return statusCode;
    };
    expect(await statusOf('GET')).toBe(200);
    expect(connections).toBe(1);
    // On a connection of its own, so nothing has to be asked twice.
    expect(await statusOf('POST')).toBe(200);
    expect(connections).toBe(2);
    // On the kept one, then again.
    expect(await statusOf('GET')).toBe(200);
    expect(connections).toBe(3);
    expect(asked).toEqual(['GET', 'POST', 'GET', 'GET']);
  });

  it('resets a new connection: 502, and it is not asked again', async () => {
    let connections = 0;
    const url = await startSpeaker(opened, (socket) => {
      connections++;
      socket.once('data', () => socket.resetAndDestroy());
    });
    const proxy = await startProxy(opened, url);
    expect(await problemOf(await request(`${proxy.url}/rota1`))).toMatchObject(UNREACHABLE);
    expect(connections).toBe(1);
  });
});
