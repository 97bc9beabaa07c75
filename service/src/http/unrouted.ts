import type { FastifyInstance } from 'fastify';
import { CATCH_ALL } from './cors.ts';
import { Problem } from './problem.ts';

/** What is answered beside this service, behind the same load balancer (functions/delete-item.ts). */
const ANSWERED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = { '/picus/:key': ['DELETE'] };

/**
 * 404, or 405 when the path would answer another method, before the request's body is read. The last of the hooks:
 * who may not ask at all must not learn from it which paths there are.
 */
export function addUnrouted(fastify: FastifyInstance): void {
  const routes = new Map<string, Route>();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url === CATCH_ALL) return;
    const route = routes.get(url) ?? { segments: url.split('/'), methods: new Set(ANSWERED_ELSEWHERE[url]) };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isUnrouted = request.is404 || request.routeOptions.url === CATCH_ALL;
    done(isUnrouted ? problemOf(request.method, request.url, [...routes.values()]) : undefined);
  });
}

interface Route {
  /** Of its pattern: `['', 'picus', ':key']`. */
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

function problemOf(method: string, url: string, routes: readonly Route[]): Problem {
  const path = url.split('?', 1)[0] ?? '/';
  const segments = segmentsOf(path);
  const matching = routes.filter((route) => matches(route.segments, segments));
  const allow = new Set(matching.flatMap((route) => [...route.methods]));
  // It came here nevertheless: there is no load balancer, or it has no such rule.
  allow.delete(method);
  return allow.size > 0 ? Problem.methodNotAllowed(method, path, [...allow].toSorted()) : Problem.notFound(path);
}

/** Decoded as the router does it: `%2F` stays inside its segment. */
function segmentsOf(path: string): readonly string[] {
  try {
    return decodeURI(path).split('/');
  } catch {
    return path.split('/');
  }
}

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]));
