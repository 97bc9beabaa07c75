import type { FastifyInstance } from 'fastify';

/** One line for each answer. Health checks come every few seconds from every zone, so healthy ones are for debugging. */
export function addAccessLog(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const path = request.url.split('?', 1)[0];
    const line = {
      method: request.method,
      path,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    };
    if (reply.statusCode >= 500) request.log.warn(line, 'request');
    else if (path?.startsWith('/health')) request.log.debug(line, 'request');
    else request.log.info(line, 'request');
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    request.log.info({ method: request.method, path: request.url.split('?', 1)[0] }, 'request aborted by the client');
    done();
  });
}
