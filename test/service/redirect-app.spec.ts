import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { Opened, startTarget } from './proxy-fixture.ts';
import { startRedirect } from './running-redirect.ts';
import type { RunningService } from './running-service.ts';

describe('the redirect app', () => {
  const opened = new Opened();
  let redirect: RunningService;
  let agent: Agent;
  beforeEach(async () => {
    agent = new Agent();
    opened.add(() => agent.close());
    const { url } = await startTarget(opened, (question, answer) => answer.end(`target ${question.url}`));
    const ROUTES = JSON.stringify({ '/rota1': `${url}/health`, '/a/b': `${url}/c` });
    redirect = await startRedirect({ ROUTES, RELEASE: 'r-7' });
    opened.add(() => redirect.app.close());
  });
  afterEach(() => opened.close());

  const get = async (path: string, method: 'GET' | 'PUT' | 'TRACE' = 'GET') => {
    const { statusCode, headers, body } = await request(redirect.url + path, { dispatcher: agent, method });
    return { status: statusCode, headers, text: await body.text() };
  };

  it('answers from the targets of its table', async () => {
    expect(await get('/rota1?x=1')).toMatchObject({ status: 200, text: 'target /health?x=1' });
    expect(await get('/a/b', 'PUT')).toMatchObject({ status: 200, text: 'target /c' });
    expect(redirect.log).toContainEqual(
      expect.objectContaining({ path: '/a/b', method: 'PUT', status: 200, release: 'r-7' }),
    );
  });

  it('answers problems as the app does', async () => {
    const { status, headers, text } = await get('/nothing');
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(text)).toMatchObject({ status: 404, requestId: headers['x-request-id'] });
    expect(await get('/rota1', 'TRACE')).toMatchObject({
      status: 405,
      headers: { allow: 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT' },
    });
  });

  it('tells its own health, whatever its targets do', async () => {
    for (const path of ['/health/live', '/health/ready', '/health']) {
      const { status, headers, text } = await get(path);
      expect([status, headers['cache-control']]).toEqual([200, 'no-cache, no-store, must-revalidate']);
      expect(JSON.parse(text)).toMatchObject({ status: 'UP' });
    }
    expect(JSON.parse((await get('/health')).text)).toEqual({
      status: 'UP',
      version: 'development',
      release: 'r-7',
      uptimeSeconds: expect.any(Number),
      checks: { traffic: { status: 'UP', state: 'accepting' } },
    });
  });

  it('drains as the app does: it serves, alive but not ready, until the wait is over', async () => {
    expect((await get('/rota1')).headers['connection']).toBe('keep-alive');
    const closing = redirect.terminate();
    while ((await get('/health/ready')).status === 200);
    expect(await get('/health')).toMatchObject({ status: 503 });
    expect(await get('/health/live')).toMatchObject({ status: 200 });
    expect(await get('/rota1')).toMatchObject({
      status: 200,
      text: 'target /health',
      headers: { connection: 'close' },
    });
    redirect.endDrain();
    await closing;
    await expect(get('/rota1')).rejects.toThrow('ECONNREFUSED');
    expect(redirect.log.at(-1)).toMatchObject({ msg: 'ended', signal: 'SIGTERM' });
  });
});
