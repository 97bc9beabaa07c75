import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkHealth } from './check-health.ts';
import { environment } from './environment.ts';
import { metricLine } from './metric-line.ts';

const servers: Server[] = [];
afterEach(() =>
  servers.splice(0).forEach((server) => {
    server.close();
    server.closeAllConnections();
  }),
);

async function served(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health/ready`);
}

const check = (url: URL, deadlineMilliseconds = 5000) => checkHealth(url, { deadlineMilliseconds, now: () => 7 });
const answering = (status: number, body: string) =>
  served((_request, response) => void response.writeHead(status).end(body));

describe('asking for health', () => {
  it('finds an environment healthy that says so, and names itself', async () => {
    let [agent, path]: (string | undefined)[] = [];
    const url = await served(({ headers, url: asked }, response) => {
      [agent, path] = [headers['user-agent'], asked];
      response.end('{"status":"UP","checks":{}}');
    });
    expect(await check(url)).toEqual({ problem: undefined, milliseconds: 0 });
    expect([agent, path]).toEqual(['monitor', '/health/ready']);
  });

  it.each([
    [503, '{"status":"DOWN"}', 'status 503, not 200'],
    [200, '{"status":"DOWN"}', 'the answer does not say that it is UP'],
    [200, '<html>', 'the answer does not say that it is UP'],
    [200, 'null', 'the answer does not say that it is UP'],
  ])('finds a problem in %d %s', async (status, body, problem) => {
    expect(await check(await answering(status, body))).toMatchObject({ problem });
  });

  it('does not take for health what another place says', async () => {
    const healthy = await answering(200, '{"status":"UP"}');
    const url = await served((_request, response) => void response.writeHead(302, { location: healthy.href }).end());
    expect(await check(url)).toMatchObject({ problem: 'status 302, not 200' });
  });

  it('finds a problem where nobody listens, and where nobody answers in time', async () => {
    const url = await served(() => {});
    expect(await check(url, 20)).toMatchObject({ problem: 'no answer within 20 ms' });
    const [server] = servers.splice(0);
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    expect((await check(url)).problem).toContain('ECONNREFUSED');
  });
});

describe('the line', () => {
  const settings = { url: new URL('https://example.com/health'), environment: 'prod', metricsNamespace: 'picus' };
  it('is an embedded metric by environment, of failures and time', () => {
    expect(JSON.parse(metricLine(settings, { problem: undefined, milliseconds: 12 }, 1000))).toEqual({
      _aws: {
        Timestamp: 1000,
        CloudWatchMetrics: [
          {
            Namespace: 'picus',
            Dimensions: [['Environment']],
            Metrics: [
              { Name: 'MonitorFailures', Unit: 'Count' },
              { Name: 'MonitorMilliseconds', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Environment: 'prod',
      MonitorFailures: 0,
      MonitorMilliseconds: 12,
      url: 'https://example.com/health',
    });
    const failed = JSON.parse(
      metricLine(settings, { problem: 'status 503, not 200', milliseconds: 3 }, 1000),
    ) as object;
    expect(failed).toMatchObject({ MonitorFailures: 1, problem: 'status 503, not 200' });
  });
});

describe('the environment', () => {
  const variables = { HEALTH_URL: 'http://lb.example/health', ENVIRONMENT: 'dev', METRICS_NAMESPACE: 'picus' };
  it('is read, and what lacks is named', () => {
    expect(environment(variables).url.href).toBe('http://lb.example/health');
    for (const name of Object.keys(variables))
      expect(() => environment({ ...variables, [name]: '' })).toThrow(`The environment variable ${name} is not set`);
    expect(() => environment({ ...variables, HEALTH_URL: 'lb.example' })).toThrow('must be an http or https URL');
  });
});
