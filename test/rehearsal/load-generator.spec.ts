import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startLoad } from '../../rehearsal/drills/load/start-load.ts';
import type { LoadOptions } from '../../rehearsal/drills/load/load-options.ts';
import type { LoadReport } from '../../rehearsal/drills/load/load-report.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const load = (url: string, options: Partial<LoadOptions> = {}) =>
  startLoad({ url, rate: 200, maxSeconds: 10, mix: [{ path: '/', weight: 1, statuses: [200] }], ...options });

const complete = ({ sent, answered, failed, phases, seconds }: LoadReport) =>
  [{ sent, answered, failed }, ...phases, ...seconds].every((part) => part.sent === part.answered + part.failed);

describe('the load generator', () => {
  it('keeps its rate within 2 % at 500 requests a second, and ends by itself', async () => {
    let requests = 0;
    const { url } = await serve((_request, response) => {
      requests++;
      response.end('ok');
    });
    const report = await load(url, { rate: 500, maxSeconds: 3 }).ended;
    expect(report).toMatchObject({ sent: 1500, answered: 1500, failed: 0 });
    expect(requests).toBe(1500);
    expect(Math.abs(report.achievedRate / 500 - 1)).toBeLessThan(0.02);
    // The due times are exact by construction; that the requests really left in time is what this says.
    expect((report.endedAt - report.startedAt) / 3000).toBeCloseTo(1, 1);
    expect(complete(report)).toBe(true);
  });

  it('sees a server that is killed in mid-run, and loses no request in its own count', async () => {
    const seen: unknown[] = [];
    const { server, url } = await serve((request, response) => {
      if (seen.push(request.headers['x-amzn-trace-id']) === 200) {
        server.close();
        server.closeAllConnections();
        return;
      }
      response.end('ok');
    });
    const report = await load(url, { maxSeconds: 2 }).ended;
    expect(report.sent).toBe(400);
    // 199 were answered, save those that were open at that moment.
    expect(report.answered).toBeLessThanOrEqual(199);
    expect(report.answered).toBeGreaterThan(150);
    expect(report.failuresByKind).toMatchObject({ reset: 400 - report.answered, timeout: 0, status: 0 });
    // The request that the server took and never answered, and those that found nobody.
    const details = report.failures.map(({ detail }) => detail);
    expect(details.filter((detail) => /ECONNRESET|UND_ERR_SOCKET/.test(detail)).length).toBeGreaterThanOrEqual(1);
    expect(details.at(-1)).toBe('ECONNREFUSED');
    // No retries: the server never saw a request twice.
    expect(new Set(seen).size).toBe(seen.length);
    expect(complete(report)).toBe(true);
  });

  it('counts a stalled server as time-outs, and goes on sending at its rate meanwhile', async () => {
    let requests = 0;
    const { url } = await serve((_request, response) => {
      // Answered too late at first, never after.
      if (++requests > 50) return;
      setTimeout(() => response.end('late'), 2300);
    });
    const report = await load(url, { rate: 100, maxSeconds: 1 }).ended;
    expect(requests).toBe(100);
    expect(report).toMatchObject({ sent: 100, answered: 0, failed: 100, failuresByKind: { timeout: 100 } });
    expect(report.failures[0]?.detail).toBe('no answer within 2000 ms');
  });

  it('counts what it could not send', async () => {
    const { url } = await serve(() => {});
    const report = await load(url, { rate: 100, maxSeconds: 0.5, maxInFlight: 10, timeoutMs: 600 }).ended;
    expect(report.failuresByKind).toEqual({ status: 0, reset: 0, timeout: 10, 'not-sent': 40 });
    expect(complete(report)).toBe(true);
  });

  it('counts unexpected statuses and answers that break off', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/broken') {
        response.writeHead(200, { 'content-length': '10' }).write('half');
        setImmediate(() => response.destroy());
      } else response.writeHead(request.url === '/bad' ? 500 : 404).end();
    });
    const mix = [
      { path: '/bad', weight: 1, statuses: [200] },
      { path: '/broken', weight: 1, statuses: [200] },
      { path: '/missing', weight: 1, statuses: [404] },
    ];
    const report = await load(url, { mix, maxRequests: 90 }).ended;
    expect(report).toMatchObject({
      sent: 90,
      answered: 30,
      failuresByKind: { status: 30, reset: 30, timeout: 0, 'not-sent': 0 },
    });
  });

  it('measures latency from when a request was due', async () => {
    const { url } = await serve((_request, response) => void setTimeout(() => response.end(), 50));
    const report = await load(url, { rate: 50, maxSeconds: 1 }).ended;
    expect(report.phases[0]?.latency?.p50).toBeGreaterThanOrEqual(49);
    expect(report.phases[0]?.latency?.p50).toBeLessThan(150);
  });

  it('tells versions and phases apart, keeps connections, and stops when told', async () => {
    let connections = 0;
    let requests = 0;
    let reached: (() => void) | undefined;
    const { server, url } = await serve((request, response) => {
      requests++;
      if (requests === 40) reached?.();
      if (request.url === '/version') response.end(JSON.stringify({ release: null, version: 'v1' }));
      else response.setHeader('x-trace', request.headers['x-amzn-trace-id'] ?? '').end('ok');
    });
    server.on('connection', () => connections++);
    const traces = new Map<string, string>();
    server.on('request', (request: { headers: Record<string, string> }) =>
      traces.set(request.headers['x-amzn-trace-id']!.slice(5), 'v2'),
    );
    const running = load(url, {
      mix: [
        { path: '/version', weight: 1, statuses: [200] },
        { path: '/', weight: 1, statuses: [200] },
      ],
      version: { header: 'x-release', json: { path: '/version', fields: ['release', 'version'] } },
    });
    const halfway = new Promise<void>((resolve) => (reached = resolve));
    await halfway;
    running.phase('during');
    await new Promise<void>((resolve) => server.on('request', () => requests >= 120 && resolve()));
    const report = await running.stop((trace) => traces.get(trace));
    expect(report.phases.map(({ name }) => name)).toEqual(['before', 'during']);
    expect(report.failed).toBe(0);
    expect(report.unattributed).toEqual({ answered: 0, failed: 0 });
    expect(
      Math.abs((report.byVersion['v1']?.answered ?? 0) - (report.byVersion['v2']?.answered ?? 0)),
    ).toBeLessThanOrEqual(1);
    expect(report.sent).toBeLessThan(1000);
    expect(connections).toBeLessThan(report.sent / 4);
    expect(complete(report)).toBe(true);
  });
});
