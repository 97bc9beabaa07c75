import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { createLocalAuthority } from '../../rehearsal/adapters/egress-proxy/local-authority.ts';
import { type RunningService, startService } from './running-service.ts';
import { signingKey, startIssuer, type TestIssuer } from './test-issuer.ts';

describe('a restricted service', () => {
  const directory = mkdtempSync(join(tmpdir(), 'auth-'));
  const trusted = getCACertificates();
  let tls: { key: string; certificate: string };
  beforeAll(async () => {
    const authority = await createLocalAuthority(directory);
    tls = await authority.issue(['127.0.0.1']);
    setDefaultCACertificates([...trusted, readFileSync(authority.certificateFile, 'utf8')]);
  });
  afterAll(() => {
    setDefaultCACertificates(trusted);
    rmSync(directory, { recursive: true });
  });

  let issuer: TestIssuer;
  let service: RunningService;
  beforeEach(async () => {
    issuer = await startIssuer(tls, await signingKey('first'));
    const { issuer: name, audience } = issuer.config;
    service = await startService({ AUTH_ISSUER: name, AUTH_AUDIENCE: audience, CORS_ORIGINS: 'https://shop.example' });
  });
  afterEach(async () => {
    await service.app.close();
    await issuer.close();
  });

  const ask = async (path: string, headers: Record<string, string> = {}, method: Method = 'GET') => {
    const answer = await request(service.url + path, { method, headers });
    const body = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body };
  };

  it.each(['/health', '/health/live', '/health/ready', '/version'])('answers %s to everybody', async (path) => {
    expect((await ask(path)).status).toBe(200);
    expect((await ask(`${path}?a=b`, { authorization: 'Bearer nonsense' })).status).toBe(200);
    expect((await ask(path, {}, 'HEAD')).status).toBe(200);
    expect(issuer.asked).toBe(0);
  });

  it.each([
    ['/', 'GET'],
    ['/', 'HEAD'],
    ['/api/v1/factorial?number=5', 'GET'],
    ['/picus', 'GET'],
    ['/picus/a', 'GET'],
    ['/openapi.json', 'GET'],
    ['/rota1', 'GET'],
    ['/nothing', 'GET'],
    ['/version', 'POST'],
    ['/version', 'OPTIONS'],
    ['/health/', 'GET'],
    ['/Health', 'GET'],
    ['/health/live/..', 'GET'],
    ['//health', 'GET'],
  ] as const)('asks for a token at %s (%s), whether or not there is something', async (path, method) => {
    const { status, headers, body } = await ask(path, {}, method);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer realm="picus"');
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['allow']).toBeUndefined();
    if (method === 'HEAD') return;
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'A bearer token is needed.',
      requestId: headers['x-request-id'],
    });
  });

  it('answers who has a token, 404 and 405 included', async () => {
    const authorization = `Bearer ${await issuer.token()}`;
    expect(await ask('/', { authorization })).toMatchObject({ status: 200, body: '{"message":"Olá, mundo!"}' });
    expect((await ask('/nothing', { authorization })).status).toBe(404);
    expect((await ask('/', { authorization }, 'PUT')).status).toBe(405);
    expect(issuer.asked).toBe(1);
  });

  it('says what is wrong with a token, to the client only', async () => {
    const expired = await issuer.token({ at: Date.now() - 3_600_000 });
    const { status, headers, body } = await ask('/', { authorization: `Bearer ${expired}` });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(
      'Bearer realm="picus", error="invalid_token", error_description="The token has expired."',
    );
    expect(JSON.parse(body)).toMatchObject({ status: 401, detail: 'The token has expired.' });
    const good = await issuer.token();
    await ask('/', { authorization: `Bearer ${good}` });
    const log = JSON.stringify(service.log);
    expect(log).toContain(String(headers['x-request-id']));
    for (const token of [expired, good]) for (const part of token.split('.')) expect(log).not.toContain(part);
  });

  it('refuses two tokens in one request, although one of them is good', async () => {
    const good = await issuer.token();
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    const headers = [`Authorization: Bearer ${good}`, 'Authorization: Bearer a.b.c', 'Connection: close', 'Host: a'];
    socket.write(`GET / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('There must be one token.');
  });

  it('answers 503 while its issuer fails, stays healthy', async () => {
    issuer.answerWith((response) => response.writeHead(500).end());
    const authorization = `Bearer ${await issuer.token()}`;
    const { status, headers, body } = await ask('/', { authorization, 'x-request-id': 'while-down' });
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(headers['www-authenticate']).toBeUndefined();
    expect(JSON.parse(body)).toMatchObject({ detail: "The issuer's keys could not be fetched." });
    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/')).status).toBe(401);
    expect(service.log).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        msg: "the issuer's keys could not be fetched",
        err: expect.objectContaining({ message: `${issuer.config.jwksUrl} answered 500.` }),
      }),
    );
  });

  it('lets browsers ask whether they may ask, and read why they may not', async () => {
    const origin = 'https://shop.example';
    const preflight = { origin, 'access-control-request-method': 'POST' };
    expect(await ask('/picus', preflight, 'OPTIONS')).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': origin },
    });
    expect(await ask('/', { origin })).toMatchObject({
      status: 401,
      headers: { 'access-control-allow-origin': origin },
    });
  });
});

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';
