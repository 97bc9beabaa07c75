import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { Agent, request } from 'undici';
import { addRequestLogs } from '../../service/src/logging/request-log.ts';
import { addTracing, traceHeaderOf, withSpan } from '../../service/src/observability/tracing.ts';
import { type RunningService, startService } from './running-service.ts';

const ROOT = '1-67891233-abcdef012345678912345678';
const TRACE_ID = '67891233abcdef012345678912345678';

describe('traces', () => {
  let collector: Collector;
  let service: RunningService | undefined;
  beforeEach(async () => {
    collector = await Collector.start();
  });
  afterEach(async () => {
    service?.endDrain();
    await service?.app.close();
    service = undefined;
    await collector.stop();
  });

  async function start(env: Record<string, string> = {}): Promise<RunningService> {
    const started = await startService(
      { TRACES_ENDPOINT: collector.endpoint, TRACES_SAMPLED_PERCENT: '100', ...env },
      '0a1b2c3',
    );
    service = started;
    await until(() => started.log.some(({ msg }) => msg === 'traces are exported'));
    return started;
  }

  it('have a server span for a request, of the trace that the load balancer began', async () => {
    const { url, app } = await start({ RELEASE: 'r-1', SERVICE_NAME: 'picus-dev' });
    await fetch(`${url}/api/v1/factorial?number=5`, { headers: { 'x-amzn-trace-id': `Self=${ROOT};Root=${ROOT}` } });
    await app.close();

    const [span, ...others] = collector.spans;
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      name: 'GET /api/v1/factorial',
      kind: 2,
      traceId: TRACE_ID,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      status: { code: 0 },
    });
    expect(span?.parentSpanId ?? '').toBe('');
    expect(Number(span?.endTimeUnixNano)).toBeGreaterThanOrEqual(Number(span?.startTimeUnixNano));
    expect(attributes(span)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/v1/factorial',
      'http.response.status_code': 200,
      'url.path': '/api/v1/factorial',
    });
    expect(collector.requests).toEqual(['POST /v1/traces application/json']);
    expect(collector.resources[0]).toEqual({
      'service.name': 'picus-dev',
      'service.version': '0a1b2c3',
      'deployment.name': 'r-1',
    });
  });

  it('hang below the caller’s span, and keep its decision', async () => {
    const { url, app } = await start({ TRACES_SAMPLED_PERCENT: '0' });
    const parent = `Root=${ROOT};Parent=53995c3f42cd8ad8`;
    await fetch(url, { headers: { 'x-amzn-trace-id': `${parent};Sampled=1` } });
    await fetch(url, { headers: { 'x-amzn-trace-id': `${parent};Sampled=0` } });
    await fetch(url, { headers: { 'x-amzn-trace-id': parent } });
    await fetch(url);
    await app.close();
    expect(collector.spans).toMatchObject([{ traceId: TRACE_ID, parentSpanId: '53995c3f42cd8ad8' }]);
  });

  it('begin with an id of X-Ray’s form where the caller names none', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { url, app } = await start();
    await fetch(url, { headers: { 'x-amzn-trace-id': 'Root=nonsense' } });
    await app.close();
    const [span] = collector.spans;
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(Number.parseInt(span?.traceId.slice(0, 8) ?? '', 16)).toBeGreaterThanOrEqual(before);
  });

  it('leave out the load balancer’s health checks', async () => {
    const { url, app } = await start();
    await fetch(`${url}/health`, { headers: { 'user-agent': 'ELB-HealthChecker/2.0' } });
    await fetch(`${url}/health`, { headers: { 'user-agent': 'curl/8' } });
    await app.close();
    expect(collector.spans).toMatchObject([{ name: 'GET /health' }]);
  });

  it('show 5xx as an error, 4xx not, and paths without a route under one name', async () => {
    const running = await start();
    await fetch(`${running.url}/nothing-here/4711`);
    const closing = running.terminate();
    await fetch(`${running.url}/health/ready`);
    running.endDrain();
    await closing;
    expect(collector.spans).toMatchObject([
      { name: 'GET', status: { code: 0 } },
      { name: 'GET /health/ready', status: { code: 2 } },
    ]);
    expect(attributes(collector.spans[0])).toMatchObject({
      'url.path': '/nothing-here/4711',
      'http.response.status_code': 404,
    });
    expect(attributes(collector.spans[1])).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503' });
  });

  it('name the request’s span in calls made on its behalf, and hold spans of the work below it', async () => {
    const headers: (string | undefined)[] = [];
    const app = fastify();
    const ready = Promise.withResolvers<void>();
    const log = Object.assign(app.log, { info: () => ready.resolve() });
    const service = { name: 'any', version: '1', release: undefined };
    addTracing(app, { endpoint: collector.endpoint, sampledPercent: 0, service, log });
    app.post('/things', async (request) => {
      headers.push(traceHeaderOf(request));
      await withSpan('store', () => Promise.resolve());
      await withSpan('store', () => Promise.reject(new TypeError('no store'))).catch(() => {});
      return request.body;
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    await ready.promise;
    const post = async (trace: string) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', 'x-amzn-trace-id': trace } };
      expect(await (await fetch(`${url}/things`, { ...init, body: '[1]' })).json()).toEqual([1]);
    };
    const sampled = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`;
    const unsampled = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`;
    await post(sampled);
    await post(unsampled);
    await app.close();
    const [first, second, server] = collector.spans;
    expect(headers).toEqual([`Root=${ROOT};Parent=${server?.spanId};Sampled=1`, unsampled]);
    expect([first, second]).toMatchObject([
      { name: 'store', kind: 1, traceId: TRACE_ID, parentSpanId: server?.spanId, status: { code: 0 } },
      { name: 'store', traceId: TRACE_ID, parentSpanId: server?.spanId, status: { code: 2 } },
    ]);
    expect(attributes(second)).toEqual({ 'error.type': 'TypeError' });
  });

  it.each(['500', 'silence', 'nothing listens'] as const)(
    'never disturb requests: collector with %s',
    async (fault) => {
      if (fault === '500') collector.answer = (_, response) => response.writeHead(500).end('{}');
      if (fault === 'silence') collector.answer = () => {};
      const { url, app, log } = await start();
      if (fault === 'nothing listens') await collector.stop();
      for (let count = 0; count < 300; count++) expect((await fetch(url)).status).toBe(200);
      await app.close();
      const lost = log.filter(({ msg }) => msg === 'traces are lost');
      // 300 spans make two batches, and one line.
      expect(lost).toHaveLength(1);
      expect(lost[0]).toMatchObject({ level: 'warn', endpoint: collector.endpoint });
      expect(Number(lost[0]?.['lostSpans'])).toBeGreaterThan(0);
    },
  );

  it('are dropped and counted when more end than the collector takes', async () => {
    collector.answer = () => {};
    const { url, app, log } = await start();
    for (let count = 0; count < 30; count++) await Promise.all(Array.from({ length: 100 }, () => fetch(url)));
    await app.close();
    expect(log.filter(({ msg }) => msg === 'traces are lost')).toMatchObject([{ reason: 'the queue is full' }]);
  });
});

describe('log lines', () => {
  it.each([
    [`Root=${ROOT}`, undefined, { requestId: ROOT, traceId: ROOT }],
    [`Root=${ROOT};Sampled=1`, 'mine', { requestId: 'mine', traceId: ROOT }],
  ])('carry the ids of request and trace: %s, %s', async (trace, requestId, ids) => {
    const service = await startService();
    await fetch(service.url, {
      headers: { 'x-amzn-trace-id': trace, ...(requestId ? { 'x-request-id': requestId } : {}) },
    });
    await service.app.close();
    expect(service.log.find(({ msg }) => msg === 'request')).toMatchObject(ids);
  });

  it('carry them whatever the line is about', async () => {
    const lines: string[] = [];
    const logger = { stream: { write: (line: string) => void lines.push(line) } };
    const app = fastify({ logger, disableRequestLogging: true, requestIdLogLabel: 'requestId' });
    addRequestLogs(app);
    app.get('/', ({ log }) => {
      log.error(new Error('expected'), 'failed');
      log.child({ part: 'store' }).info('tried again');
      return log.level;
    });
    const { body } = await app.inject({ url: '/', headers: { 'x-amzn-trace-id': `Root=${ROOT}` } });
    expect(body).toBe('info');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { requestId: 'req-1', traceId: ROOT, err: { message: 'expected' }, msg: 'failed' },
      { requestId: 'req-1', traceId: ROOT, part: 'store', msg: 'tried again' },
    ]);
    await app.close();
  });

  it('have no trace id without a trace', async () => {
    const service = await startService();
    await fetch(service.url, { headers: { 'x-amzn-trace-id': 'Root=1' } });
    await service.app.close();
    expect(service.log.find(({ msg }) => msg === 'request')).not.toHaveProperty('traceId');
  });
});

describe('metrics', () => {
  it('tell rate, errors and durations by route and release, at last when the service closes', async () => {
    const service = await startService({
      METRICS: 'emf',
      METRICS_NAMESPACE: 'shop',
      METRICS_INTERVAL_SECONDS: '60',
      SERVICE_NAME: 'picus-dev',
      RELEASE: 'r-1',
    });
    const { url, log } = service;
    const before = Date.now();
    for (let count = 0; count < 5; count++) await fetch(`${url}/api/v1/factorial?number=${count}`);
    for (const path of ['/api/v1/factorial?number=x', '/a', '/b']) await fetch(url + path);
    await fetch(`${url}/health`, { headers: { 'user-agent': 'ELB-HealthChecker/2.0' } });
    const closing = service.terminate();
    await fetch(`${url}/health/ready`);
    service.endDrain();
    await closing;

    const lines = log.filter((line) => '_aws' in line) as unknown as EmfLine[];
    expect(
      lines.map(({ Route, Requests, ClientErrors, ServerErrors }) => [Route, Requests, ClientErrors, ServerErrors]),
    ).toEqual([
      ['GET /api/v1/factorial', 6, 1, 0],
      ['unrouted', 2, 2, 0],
      ['GET /health/ready', 1, 0, 1],
    ]);
    for (const line of lines) {
      const { Requests, Duration, Service, Release, _aws } = line;
      expect({ Service, Release }).toEqual({ Service: 'picus-dev', Release: 'r-1' });
      expect(_aws.Timestamp).toBeGreaterThanOrEqual(before);
      expect(_aws.CloudWatchMetrics).toEqual([
        {
          Namespace: 'shop',
          Dimensions: [
            ['Service', 'Release'],
            ['Service', 'Release', 'Route'],
          ],
          Metrics: [
            { Name: 'Requests', Unit: 'Count' },
            { Name: 'ClientErrors', Unit: 'Count' },
            { Name: 'ServerErrors', Unit: 'Count' },
            { Name: 'Duration', Unit: 'Milliseconds' },
          ],
        },
      ]);
      expect(Duration.Count).toBe(Requests);
      expect(Duration.Min).toBeGreaterThan(0);
      expect(Duration.Sum).toBeGreaterThanOrEqual(Duration.Max);
    }
  });

  it('count what is answered while the server closes', async () => {
    const { url, app, log } = await startService({ METRICS: 'emf', METRICS_INTERVAL_SECONDS: '60' });
    const dispatcher = new Agent();
    const answer = request(`${url}/api/v1/factorial?number=50000`, { dispatcher });
    await until(async () => {
      const { body } = await request(`${url}/health`, { dispatcher });
      const health = (await body.json()) as { checks: { factorialThreads: { busy: number } } };
      return health.checks.factorialThreads.busy > 0;
    });
    const closing = app.close();
    const { statusCode, body } = await answer;
    await body.dump({ limit: Number.POSITIVE_INFINITY });
    await dispatcher.close();
    await closing;
    expect(statusCode).toBe(200);
    expect(log.find((line) => line['Route'] === 'GET /api/v1/factorial')).toMatchObject({ Requests: 1 });
  });

  it('are off by default', async () => {
    const { url, app, log } = await startService();
    await fetch(url);
    await app.close();
    expect(log.filter((line) => '_aws' in line)).toEqual([]);
  });
});

interface EmfLine {
  _aws: { Timestamp: number; CloudWatchMetrics: unknown[] };
  Service: string;
  Release: string;
  Route: string;
  Requests: number;
  ClientErrors: number;
  ServerErrors: number;
  Duration: { Count: number; Min: number; Max: number; Sum: number };
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: OtlpAttribute[];
}
interface OtlpAttribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}

const valuesOf = (list: readonly OtlpAttribute[] = []): Record<string, unknown> =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
const attributes = (span: OtlpSpan | undefined) => valuesOf(span?.attributes);

/** A real OTLP receiver on a free port. */
class Collector {
  readonly requests: string[] = [];
  readonly spans: OtlpSpan[] = [];
  readonly resources: Record<string, unknown>[] = [];
  answer = (_request: IncomingMessage, response: ServerResponse): unknown =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  endpoint = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<Collector> {
    const collector = new Collector();
    const server = collector.#server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    collector.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
    return collector;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { resourceSpans } = JSON.parse(await text(request)) as {
      resourceSpans: { resource: { attributes: OtlpAttribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
    };
    this.requests.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
    for (const { resource, scopeSpans } of resourceSpans) {
      this.resources.push(valuesOf(resource.attributes));
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
    this.answer(request, response);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await turn();
}
