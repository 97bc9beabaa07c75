import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.filter.ts';

/** The route by which `@fastify/cors` sees preflights; whatever else reaches it has no route of its own. */
export const CATCH_ALL = '*';

/** Chrome's maximum; Firefox would take more. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets web pages of these origins call. Preflights are answered before any token is asked for: browsers send none with
 * them (Fetch standard, "CORS-preflight fetch"). Without credentials: a token travels in its own header, and there are
 * no cookies.
 */
export async function addCors(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    // Nest sets the others', later.
    if (route.url === CATCH_ALL) route.errorHandler = (error, request, reply) => sendProblem(error, request, reply);
  });
  const { default: cors } = await import('@fastify/cors');
  await fastify.register(cors, {
    delegator: (request, done) => {
      const { method, headers } = request;
      const isPreflight = headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
      // Other OPTIONS requests are answered like any method that a path does not have (unrouted.ts).
      if (method === 'OPTIONS' && !isPreflight) done(null, { origin: false });
      else done(null, { ...OPTIONS, origin: [...origins] });
    },
  });
}

const OPTIONS = {
  methods: ['GET', 'HEAD', 'POST', 'DELETE'],
  exposedHeaders: ['etag', 'location', 'retry-after', 'www-authenticate', 'x-request-id'],
  maxAge: PREFLIGHT_SECONDS,
};
