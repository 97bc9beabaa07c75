import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { freePort, Opened, startTarget } from './proxy-fixture.ts';
import { startRedirect } from './running-redirect.ts';
import { type RunningService, startService } from './running-service.ts';

describe('the second container, behind the first', () => {
  const opened = new Opened();
  afterEach(() => opened.close());

  const startApp = async (env: Record<string, string>): Promise<RunningService> => {
    const app = await startService({ LOG_LEVEL: 'warn', ...env });
    opened.add(() => app.app.close());
    return app;
  };
  const get = async (url: string) => {
    const { statusCode, body } = await request(url);
    return {
      status: statusCode,
      body: (await body.json()) as { status: string | number; checks: Record<string, unknown> },
    };
  };

  it('makes one with it: /rota1 answers what /health answers, once both are up', async () => {
    const port = await freePort();
    const app = await startApp({ SIDECAR_URL: `http://127.0.0.1:${port}`, RELEASE: 'r-7' });
    // The first container alone is alive, but fit for nothing; its path says so.
    const alone = await get(`${app.url}/health`);
    expect(alone.status).toBe(503);
    expect(alone.body).toMatchObject({ status: 'DOWN', checks: { redirect: { status: 'DOWN' } } });
    expect(await get(`${app.url}/health/ready`)).toMatchObject({ status: 503 });
    expect(await get(`${app.url}/health/live`)).toMatchObject({ status: 200 });
    expect(await get(`${app.url}/rota1`)).toMatchObject({ status: 502, body: { title: 'Bad Gateway' } });

    const ROUTES = JSON.stringify({ '/rota1': `${app.url}/health` });
    const redirect = await startRedirect({ ROUTES, LOG_LEVEL: 'warn' }, port);
    opened.add(() => redirect.app.close());
    while ((await get(`${app.url}/health/ready`)).status === 503);
    const direct = await get(`${app.url}/health`);
    expect(direct).toMatchObject({ status: 200, body: { status: 'UP', release: 'r-7' } });
    expect(direct.body.checks['redirect']).toEqual({ status: 'UP', failures: 0 });
    const uptimeSeconds = expect.any(Number);
    expect(await get(`${app.url}/rota1`)).toEqual({ status: 200, body: { ...direct.body, uptimeSeconds } });
  });

  it('is asked in the background: health and readiness answer at once when it never does', async () => {
    let asked = 0;
    const { url } = await startTarget(opened, () => void asked++);
    const app = await startApp({ SIDECAR_URL: url });
    for (let request = 0; request < 20; request++) {
      expect((await get(`${app.url}/health`)).status).toBe(503);
      expect((await get(`${app.url}/health/ready`)).status).toBe(503);
    }
    expect(asked).toBeLessThanOrEqual(1);
    expect((await get(`${app.url}/health/live`)).status).toBe(200);
  });

  it('gets its own paths only, with their query; without one there are no such paths', async () => {
    const seen: (string | undefined)[] = [];
    const { url } = await startTarget(opened, (question, answer) => {
      if (question.url !== '/health/live') seen.push(question.url);
      answer.setHeader('content-type', 'application/json').end('{}');
    });
    const app = await startApp({ SIDECAR_URL: url, SIDECAR_PATHS: '/rota1,/rota2/x' });
    for (const path of ['/rota1?a=%2F', '/rota2/x']) expect((await get(app.url + path)).status).toBe(200);
    for (const path of ['/rota2', '/rota1/', '/rota2/x/y']) expect((await get(app.url + path)).status).toBe(404);
    expect(seen).toEqual(['/rota1?a=%2F', '/rota2/x']);

    const alone = await startApp({});
    expect((await get(`${alone.url}/rota1`)).status).toBe(404);
    expect((await get(`${alone.url}/health`)).body.checks).not.toHaveProperty('redirect');
  });
});
