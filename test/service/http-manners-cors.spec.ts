import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { type RunningService, startService } from './running-service.ts';

const SHOP = 'https://shop.example';

describe('a service that web pages may call', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({ CORS_ORIGINS: `${SHOP},http://localhost:3000`, LOG_LEVEL: 'error' });
  });
  afterAll(() => service.app.close());

  const ask = async (path: string, method: 'GET' | 'OPTIONS', headers: Record<string, string>) => {
    const answer = await request(service.url + path, { method, headers });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  };
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };

  it('lets pages of its origins read answers, errors too, and the headers they need', async () => {
    for (const [path, status] of [
      ['/', 200],
      ['/nothing', 404],
    ] as const) {
      const answer = await ask(path, 'GET', { origin: SHOP });
      expect(answer).toMatchObject({ status, headers: { 'access-control-allow-origin': SHOP, vary: 'Origin' } });
      expect(answer.headers['access-control-expose-headers']).toContain('x-request-id');
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('tells them what they may send', async () => {
    expect(await ask('/picus', 'OPTIONS', { ...preflight, origin: SHOP })).toMatchObject({
      status: 204,
      body: '',
      headers: {
        'access-control-allow-origin': SHOP,
        'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '7200',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  it.each(['https://other.example', `${SHOP}.evil.example`, 'http://shop.example', `${SHOP}:444`, 'null'])(
    'does not let others: %s',
    async (origin) => {
      for (const answer of [await ask('/', 'GET', { origin }), await ask('/', 'OPTIONS', { ...preflight, origin })]) {
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
        expect(answer.headers['vary']).toContain('Origin');
      }
    },
  );

  it('answers other OPTIONS requests as ever', async () => {
    const answer = await ask('/version', 'OPTIONS', {});
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(JSON.parse(answer.body)).toMatchObject({ title: 'Method Not Allowed' });
    expect((await ask('/nothing', 'OPTIONS', { origin: SHOP })).status).toBe(404);
  });
});
