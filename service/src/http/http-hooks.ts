import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** What every answer has in common, whichever feature gives it. */
export function addHttpHooks(fastify: FastifyInstance, isDraining: () => boolean): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done(request.is404 ? unrouted(fastify, request) : undefined);
  });
  // At the end of an answer rather than at its beginning: one that began before the drain must tell it too.
  fastify.addHook('onSend', (_request: FastifyRequest, reply: FastifyReply, payload, done) => {
    // While draining each answer is its connection's last, so none is in use when the server closes. A client
    // that may not reuse a connection cannot lose a request on it; new connections are still accepted.
    if (isDraining()) reply.header('connection', 'close');
    done(null, payload);
  });
}

/** 404, or 405 when the path would answer another method. All our paths are literal, so a look-up by path will do. */
function unrouted(fastify: FastifyInstance, request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0] ?? '/';
  const allow = fastify.supportedMethods.filter((method) => fastify.hasRoute({ method, url: path }));
  return allow.length > 0 ? Problem.methodNotAllowed(request.method, path, allow) : Problem.notFound(path);
}
