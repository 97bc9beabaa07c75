import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isHealthCheck } from './health-check.ts';
import { isSampled, readTraceHeader, TRACE_HEADER } from './trace-header.ts';
import type { ActiveSpan, ServiceTracer, TracerOptions } from './tracer.ts';

/** Spans of the requests under way that are sampled; the others have none. */
const spans = new WeakMap<FastifyRequest, ActiveSpan>();
const active = new AsyncLocalStorage<ActiveSpan>();

/**
 * One server span for each sampled request. The decision comes first, from the header alone, so that a request that is
 * not sampled costs little; the caller's decision is kept, and without one so many per cent are sampled.
 *
 * OpenTelemetry is loaded once the port is open: it would lengthen the start. Requests until then are not sampled.
 */
export function addTracing(fastify: FastifyInstance, { sampledPercent, ...options }: TracingOptions): void {
  let tracer: ServiceTracer | undefined;

  fastify.addHook('onListen', (done) => {
    done();
    // What waits for the port comes first.
    setImmediate(() => {
      void load(options).then((loaded) => (tracer = loaded));
    });
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (tracer !== undefined) {
      const header = request.headers[TRACE_HEADER];
      if (isSampled(sampledPercent, header) && !isHealthCheck(request)) {
        spans.set(request, tracer.server(request, readTraceHeader(header)));
      }
    }
    done();
  });
  // Not earlier: the body arrives in events, which know nothing of what ran before them.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else active.run(span, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.answered(reply.statusCode);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    spans.get(request)?.aborted();
    done();
  });
  fastify.addHook('onClose', () => tracer?.shutdown() ?? Promise.resolve());
}

interface TracingOptions extends TracerOptions {
  readonly sampledPercent: number;
}

/** `X-Amzn-Trace-Id` for a call made on behalf of a request; undefined when there is nothing to pass on. */
export function traceHeaderOf(request: FastifyRequest): string | undefined {
  const span = spans.get(request);
  if (span !== undefined) return span.header;
  const received = request.headers[TRACE_HEADER];
  return typeof received === 'string' ? received : undefined;
}

/** Runs `work` in a span of its own below the request's; without a sampled request it only runs it. */
export async function withSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  const parent = active.getStore();
  if (parent === undefined) return work();
  const span = parent.child(name);
  try {
    return await active.run(span, work);
  } catch (error) {
    span.failed(error);
    throw error;
  } finally {
    span.end();
  }
}

/** Undefined, and told in the log, where it fails: the service works without traces, too. */
async function load(options: TracerOptions): Promise<ServiceTracer | undefined> {
  try {
    const { createTracer } = await import('./tracer.ts');
    const tracer = await createTracer(options);
    options.log.info({ endpoint: options.endpoint }, 'traces are exported');
    return tracer;
  } catch (error) {
    options.log.error({ err: error }, 'no traces: OpenTelemetry could not be loaded');
    return undefined;
  }
}
