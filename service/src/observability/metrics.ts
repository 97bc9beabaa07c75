import type { FastifyInstance } from 'fastify';
import type { LogStream } from '../logging/logger-options.ts';
import { isHealthCheck } from './health-check.ts';
import { RequestMetrics } from './request-metrics.ts';

/** All that has no route: one name for what may be any path. */
const UNROUTED = 'unrouted';

/** Counts every answer, and writes the metrics' lines in each interval and once more when the service closes. */
export function addMetrics(fastify: FastifyInstance, { intervalSeconds, lines, ...options }: MetricsOptions): void {
  const metrics = new RequestMetrics(options);
  const write = (): void => {
    for (const line of metrics.take(Date.now())) lines.write(`${line}\n`);
  };
  const timer = setInterval(write, intervalSeconds * 1000).unref();

  fastify.addHook('onResponse', (request, reply, done) => {
    if (!isHealthCheck(request)) {
      metrics.count(nameOf(request.method, request.routeOptions.url), reply.statusCode, reply.elapsedTime);
    }
    done();
  });
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    write();
    done();
  });
}

interface MetricsOptions {
  readonly namespace: string;
  readonly service: string;
  readonly release: string;
  readonly intervalSeconds: number;
  readonly lines: LogStream;
}

function nameOf(method: string, url: string | undefined): string {
  return url === undefined ? UNROUTED : `${method} ${url}`;
}
