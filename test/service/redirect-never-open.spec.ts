import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Opened, type RunningProxy, startProxy, startTarget } from './proxy-fixture.ts';

const END = 'Connection: close\r\n\r\n';

describe('the proxy goes where its table says, whatever a request says', () => {
  const opened = new Opened();
  let proxy: RunningProxy;
  let evil: string;
  let seen: { url: string | undefined; host: string | undefined }[];
  let table: { url: string; host: string };
  beforeEach(async () => {
    seen = [];
    const { url } = await startTarget(opened, (question, answer) => {
      seen.push({ url: question.url, host: question.headers.host });
      void text(question).then((content) => answer.end(`from the table, asked with "${content}"`));
    });
    const other = await startTarget(opened, (_question, answer) => {
      seen.push({ url: 'evil', host: 'evil' });
      answer.end('evil');
    });
    evil = new URL(other.url).host;
    table = { url: '/health', host: new URL(url).host };
    proxy = await startProxy(opened, `${url}/health`);
  });
  afterEach(() => opened.close());

  it.each([
    ['Host', () => `GET /rota1 HTTP/1.1\r\nHost: ${evil}\r\n`],
    ['absolute form', () => `GET http://${evil}/rota1 HTTP/1.1\r\nHost: ${evil}\r\n`],
    ['absolute form with a user', () => `GET http://user:secret@${evil}/rota1 HTTP/1.1\r\nHost: a\r\n`],
    ['X-Forwarded-Host', () => `GET /rota1 HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: ${evil}\r\n`],
    ['Forwarded', () => `GET /rota1 HTTP/1.1\r\nHost: a\r\nForwarded: host=${evil};proto=https\r\n`],
    ['X-Original-URL', () => `GET /rota1 HTTP/1.1\r\nHost: a\r\nX-Original-URL: http://${evil}/\r\n`],
    ['a path that is the same, encoded', () => 'GET /%72ota1 HTTP/1.1\r\nHost: a\r\n'],
    ['Upgrade', () => 'GET /rota1 HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n'],
  ])('%s changes nothing', async (_what, words) => {
    expect(await proxy.speak(words() + END)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*from the table/);
    expect(seen).toEqual([table]);
  });

  it.each([
    '//evil',
    '//evil/rota1',
    '/rota1/',
    '/rota1/../',
    '/rota1/..',
    '/rota1/../rota2',
    '/./rota1',
    '/rota1%2f..%2fadmin',
    '/rota1%00',
    '/rota1;x=1',
    '/rota1@evil',
    '/ROTA1',
    '/rota1/http://evil',
    '/http://evil/',
    '/',
    'http://evil/',
    'http://evil',
    'https://evil/rota2',
    '/%2e%2e/rota1',
    '\\\\evil\\rota1',
  ])('%s is not in the table', async (path) => {
    expect(await proxy.speak(`GET ${path} HTTP/1.1\r\nHost: a\r\n${END}`)).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(seen).toEqual([]);
  });

  it.each([
    ['CONNECT', 'rota1:80'],
    ['TRACE', '/rota1'],
    ['PROPFIND', '/rota1'],
    ['OPTIONS', '*'],
  ])('%s %s is not passed on', async (method, path) => {
    expect(await proxy.speak(`${method} ${path} HTTP/1.1\r\nHost: a\r\n${END}`)).toMatch(/^($|HTTP\/1\.1 40[045] )/);
    expect(seen).toEqual([]);
  });

  it.each([
    ['?a=1&b=%2F..%2F&c=//x@y:80', '?a=1&b=%2F..%2F&c=//x@y:80'],
    ['?', '?'],
    ['?x=http://evil/?y', '?x=http://evil/?y'],
    ['?a#b', '?a'],
    ['#a?b', ''],
  ])('the query goes along as it is: %s', async (query, passedOn) => {
    expect(await proxy.speak(`GET /rota1${query} HTTP/1.1\r\nHost: a\r\n${END}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(seen).toEqual([{ ...table, url: `/health${passedOn}` }]);
  });

  it('requests cannot hide in each other: what is framed twice, or not at all, is refused', async () => {
    const both = 'POST /rota1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await proxy.speak(both)).toMatch(/^HTTP\/1\.1 400 /);
    const twice = 'POST /rota1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd';
    expect(await proxy.speak(twice)).toMatch(/^HTTP\/1\.1 400 /);
    expect(seen).toEqual([]);
    // `Connection` may name a header away, but not the framing.
    const hidden = 'GET /admin HTTP/1.1\r\nHost: a\r\n\r\n';
    const named = `DELETE /rota1 HTTP/1.1\r\nHost: a\r\nConnection: close, content-length\r\nContent-Length: ${hidden.length}\r\n\r\n`;
    expect(await proxy.speak(named + hidden)).toContain(`asked with "${hidden}"`);
    expect(seen).toEqual([table]);
  });

  it('a circle is broken', async () => {
    const answer = await proxy.speak(`GET /rota1 HTTP/1.1\r\nHost: a\r\nVia: 1.1 app, 1.1 proxy\r\n${END}`);
    expect(answer).toMatch(/^HTTP\/1\.1 508 Loop Detected\r\n/);
    expect(seen).toEqual([]);
  });
});
