import type { FastifyInstance, FastifyRequest } from 'fastify';
import { traceIdOf } from './request-log.ts';

/** One line for each answer. Health checks come every few seconds from every zone, so healthy ones are for debugging. */
export function addAccessLog(fastify: FastifyInstance): void {
  const { log } = fastify;
  const isDebugging = log.level === 'debug' || log.level === 'trace';
  fastify.addHook('onResponse', (request, reply, done) => {
    const status = reply.statusCode;
    const isHealth = /^\/health(?:[/?]|$)/.test(request.url);
    if (!isHealth || isDebugging || status >= 500) {
      const line = {
        ...about(request),
        status,
        durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
      };
      if (status >= 500) log.warn(line, 'request');
      else if (isHealth) log.debug(line, 'request');
      else log.info(line, 'request');
    }
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    log.info(about(request), 'request aborted by the client');
    done();
  });
}

/** Written by the service's own logger: one for this line alone would cost more than the line. */
function about(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const { id, method, url, headers } = request;
  const query = url.indexOf('?');
  return { requestId: id, ...traceIdOf(headers), method, path: query < 0 ? url : url.slice(0, query) };
}
