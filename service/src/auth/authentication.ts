import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { RETRY_MS } from './issuer-keys.ts';
import type { TokenVerifier } from './token-verifier.ts';

/**
 * What the load balancer and the release ask without a token. Everything else is restricted: what exists and what does
 * not, the greeting and the API's description included, which would tell strangers what there is to try.
 */
const OPEN_ROUTES: ReadonlySet<string | undefined> = new Set(['/health', '/health/live', '/health/ready', '/version']);

/**
 * Answers 401 to who has no valid token, 503 while nobody can tell. By route, not by the text of the path, so that no
 * other spelling of a path opens it.
 */
export function addAuthentication(fastify: FastifyInstance, verifier: TokenVerifier): void {
  fastify.addHook('onRequest', async (request) => {
    if (!request.is404 && OPEN_ROUTES.has(request.routeOptions.url)) return;
    const verdict = await verifier.verify(authorizationOf(request));
    if (verdict.ok === true) return;
    if (verdict.ok === false) throw Problem.unauthorized(verdict.detail, verdict.challenge);
    request.log.warn(verdict.detail);
    throw Problem.unavailable(verdict.detail, RETRY_MS / 1000);
  });
}

/** Node keeps the first of several such headers and drops the others; together they are no token. */
function authorizationOf({ headers, raw }: FastifyRequest): string | undefined {
  return headers.authorization && raw.headersDistinct['authorization']?.join(', ');
}
