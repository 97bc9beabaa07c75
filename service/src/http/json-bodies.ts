import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes. */
    bodyLimit?: number;
  }
}

/**
 * So many times a handler's limit is read before the answer 413. Fastify answers at once and closes the connection, whose
 * other end may then lose the answer with what it still sends: a load balancer's client would see 502.
 */
const READ_TIMES = 8;

/** For a handler whose bodies may be larger than those of others (fastify-adapter.ts). */
export const BodyLimit = (bytes: number): MethodDecorator => RouteConfig({ bodyLimit: bytes });

/**
 * Bodies are text in UTF-8 (RFC 8259, section 8.1), said to be JSON; others are answered 415 or 400. A handler's `@Body()`
 * is that text, which its feature parses without losing anything; `undefined` without type and body.
 */
export function addJsonBodies(fastify: FastifyInstance): void {
  // Nest has a decorator for a route's `config` only.
  fastify.addHook('onRoute', (route) => {
    const bytes = route.config?.bodyLimit;
    if (bytes !== undefined) route.bodyLimit = bytes * READ_TIMES;
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    const limit = request.routeOptions.config.bodyLimit ?? body.length;
    if (body.length > limit) return done(Problem.payloadTooLarge(`The body may have at most ${limit} bytes.`));
    if (!/^utf-?8$/i.test(charset)) return done(Problem.framework(415, 'A body must be application/json in UTF-8.'));
    const text = textOf(body);
    return text === undefined ? done(Problem.badRequest('The body is not UTF-8.')) : done(null, text);
  });
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function textOf(body: Buffer): string | undefined {
  try {
    return UTF_8.decode(body);
  } catch {
    return undefined;
  }
}
