import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { securityHeaders } from './security-headers.ts';

/** What every answer has in common, whichever feature gives it. */
export function addHttpHooks(fastify: FastifyInstance, isDraining: () => boolean): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).headers(securityHeaders(request.headers));
    done();
  });
  // At the end of an answer rather than at its beginning: one that began before the drain must tell it too.
  fastify.addHook('onSend', (_request: FastifyRequest, reply: FastifyReply, payload, done) => {
    // While draining each answer is its connection's last, so none is in use when the server closes. A client
    // that may not reuse a connection cannot lose a request on it; new connections are still accepted.
    if (isDraining()) reply.header('connection', 'close');
    done(null, payload);
  });
}
