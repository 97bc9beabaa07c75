import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { Opened, startProxy, startSpeaker, startTarget } from './proxy-fixture.ts';

describe('the proxy passes content on as it comes', () => {
  const opened = new Opened();
  afterEach(() => opened.close());

  it('to the client: headers, then each piece, before the target has more', async () => {
    const target = Promise.withResolvers<ServerResponse>();
    const { url } = await startTarget(opened, (_question, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      target.resolve(answer);
    });
    const proxy = await startProxy(opened, url);
    const { statusCode, headers, body } = await request(`${proxy.url}/rota1`);
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/event-stream']);
    const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (const piece of ['one', 'two', 'three']) {
      (await target.promise).write(piece);
      expect(String((await pieces.next()).value)).toBe(piece);
    }
    (await target.promise).end();
    expect((await pieces.next()).done).toBe(true);
  });

  it('to the target: it has the first piece before the client has sent the last', async () => {
    const { url } = await startTarget(opened, (question, answer) => {
      answer.writeHead(200).flushHeaders();
      question.pipe(answer);
    });
    const proxy = await startProxy(opened, url);
    const question = httpRequest(`${proxy.url}/rota1`, { method: 'POST' });
    question.write('one');
    const [answer] = (await once(question, 'response')) as [IncomingMessage];
    const pieces = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    expect(String((await pieces.next()).value)).toBe('one');
    question.end('two');
    expect(String((await pieces.next()).value)).toBe('two');
    expect((await pieces.next()).done).toBe(true);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('complete and framed, for %s', async (method) => {
    const content = randomBytes(300_000);
    const { url } = await startTarget(opened, (question, answer) => {
      answer.setHeader('seen-method', question.method ?? '');
      question.pipe(answer);
    });
    const proxy = await startProxy(opened, url);
    for (const framing of [{ 'content-length': String(content.length) }, { 'transfer-encoding': 'chunked' }]) {
      const question = httpRequest(`${proxy.url}/rota1`, { method, headers: framing }).end(content);
      const [answer] = (await once(question, 'response')) as [IncomingMessage];
      expect(answer.headers['seen-method']).toBe(method);
      expect(Buffer.concat(await answer.toArray()).equals(content)).toBe(true);
    }
  });

  it('without content of GET and HEAD, and answers HEAD without content', async () => {
    const seen: unknown[] = [];
    const { url } = await startTarget(opened, (question, answer) => {
      const { method, headers } = question;
      seen.push([method, headers['content-length'], headers['transfer-encoding']]);
      answer.setHeader('content-length', 4).end('four');
    });
    const proxy = await startProxy(opened, url);
    const close = 'Host: a\r\nConnection: close\r\n';
    expect(await proxy.speak(`GET /rota1 HTTP/1.1\r\n${close}Content-Length: 3\r\n\r\nabc`)).toMatch(/\r\n\r\nfour$/);
    expect(await proxy.speak(`HEAD /rota1 HTTP/1.1\r\n${close}\r\n`)).toMatch(/content-length: 4\r\n[^]*\r\n\r\n$/);
    expect(seen).toEqual([
      ['GET', undefined, undefined],
      ['HEAD', undefined, undefined],
    ]);
  });

  it('no faster than it is taken: what a client does not read stays where it is', async () => {
    const megabytes = 64;
    const large = Promise.withResolvers<ServerResponse>();
    const { url } = await startTarget(opened, (question, answer) => {
      if (question.url === '/?small') {
        answer.end();
        return;
      }
      large.resolve(answer);
      Readable.from(Array.from({ length: megabytes }, () => randomBytes(1024 * 1024))).pipe(answer);
    });
    const proxy = await startProxy(opened, url);
    const [answer] = (await once(httpRequest(`${proxy.url}/rota1`).end(), 'response')) as [IncomingMessage];
    for (let asked = 0; asked < 300; asked++) await (await request(`${proxy.url}/rota1?small`)).body.dump();
    expect((await large.promise).writableFinished).toBe(false);
    let bytes = 0;
    for await (const piece of answer) bytes += (piece as Buffer).length;
    expect(bytes).toBe(megabytes * 1024 * 1024);
  });
});

describe('the proxy passes on that somebody is gone', () => {
  const opened = new Opened();
  afterEach(() => opened.close());

  it('the client, before there is an answer', async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    const { url } = await startTarget(opened, (question) => asked.resolve(question));
    const proxy = await startProxy(opened, url);
    const client = new AbortController();
    const answer = request(`${proxy.url}/rota1`, { signal: client.signal });
    const gone = once((await asked.promise).socket, 'close');
    client.abort();
    await expect(answer).rejects.toThrow('abort');
    await gone;
    expect(proxy.log.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('the client, in the middle of the answer', async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    const { url } = await startTarget(opened, (question, answer) => {
      answer.write('one');
      asked.resolve(question);
    });
    const proxy = await startProxy(opened, url);
    const { body } = await request(`${proxy.url}/rota1`);
    const gone = once((await asked.promise).socket, 'close');
    body.on('error', () => {}).destroy();
    await expect(gone).resolves.toBeDefined();
  });

  it('the client, in the middle of its request: the target never sees that as complete', async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    const { url } = await startTarget(opened, (question) => asked.resolve(question));
    const proxy = await startProxy(opened, url);
    const client = connect(proxy.port, '127.0.0.1');
    client.write('POST /rota1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
    const question = await asked.promise;
    await once(question, 'data');
    client.destroy();
    await once(question, 'error');
    expect(question.complete).toBe(false);
  });

  it.each([
    ['of known length', 'Content-Length: 10\r\n\r\nhalf'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('the target, in the middle of an answer %s: the client never sees that as complete', async (_of, rest) => {
    const asked = Promise.withResolvers<() => void>();
    const url = await startSpeaker(opened, (socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\n${rest}`);
        asked.resolve(() => socket.destroy());
      });
    });
    const proxy = await startProxy(opened, url);
    const { statusCode, body } = await request(`${proxy.url}/rota1`);
    expect(statusCode).toBe(200);
    const text = body.text();
    (await asked.promise)();
    await expect(text).rejects.toThrow(/closed|terminated/);
  });

  it('the target, as soon as it has begun to answer', async () => {
    const url = await startSpeaker(opened, (socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Encoding: gzip\r\n\r\n'));
    });
    const proxy = await startProxy(opened, url);
    expect(await proxy.speak('GET /rota1 HTTP/1.1\r\nHost: a\r\n\r\n')).not.toMatch(/^HTTP\/1\.1 [45]/);
    expect(proxy.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('the target, which answered early: the client gets the answer and no further use of the connection', async () => {
    const url = await startSpeaker(opened, (socket) => {
      socket.once('data', () => {
        socket.end('HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig');
      });
    });
    const proxy = await startProxy(opened, url);
    const answer = await proxy.speak('POST /rota1 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\npart');
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*\r\nconnection: close\r\n[^]*\r\n\r\nbig$/i);
  });
});
