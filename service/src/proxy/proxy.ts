import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/problem.filter.ts';
import { Problem } from '../http/problem.ts';
import { hasPassed, headersForClient, headersForTarget } from './forwarded-headers.ts';
import { Upstream } from './upstream.ts';
import { ClientTooSlow, UpstreamTimeout, type UpstreamTimeouts } from './upstream-call.ts';

/** A path, exactly, and where its requests go. Nothing in a request has a say in that, save that its query goes along. */
export interface ProxyRoute {
  readonly path: string;
  /** Scheme, host and path; no query. */
  readonly target: URL;
}

export interface ProxyOptions {
  /** In `Via`, and by which the proxy knows its own requests when they come round again. */
  readonly name: string;
  readonly timeouts: UpstreamTimeouts;
}

/** Not CONNECT, which makes an open proxy, nor TRACE, which shows headers that are not the client's. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Adds the routes to the server. Call before it starts; close the result after it. */
export function addProxy(fastify: FastifyInstance, routes: readonly ProxyRoute[], options: ProxyOptions): Upstream {
  const upstream = new Upstream(options.timeouts);
  // A scope of its own: content is not parsed here but passed on as it comes, of whatever size.
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _content, parsed) => parsed(null));
    scope.setErrorHandler(sendProblem);
    for (const { path, target } of routes) {
      scope.route({
        method: METHODS,
        url: path,
        exposeHeadRoute: false,
        handler: (request, reply) => forward(request, reply, { path, target }, upstream, options.name),
      });
    }
    done();
  });
  return upstream;
}

async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, target }: ProxyRoute,
  upstream: Upstream,
  name: string,
): Promise<FastifyReply> {
  if (hasPassed(request.headers, name)) throw Problem.loopDetected(path);
  const gone = new AbortController();
  // Also after a complete answer, when it changes nothing any more.
  reply.raw.once('close', () => gone.abort());
  const hasContent = carriesContent(request.raw);
  const headers = headersForTarget(
    {
      headers: request.headers,
      httpVersion: request.raw.httpVersion,
      from: request.socket.remoteAddress,
      requestId: request.id,
      hasContent,
    },
    target,
    name,
  );
  try {
    const answer = await upstream.ask({
      target,
      query: queryOf(request.raw.url ?? ''),
      method: request.method,
      headers,
      content: hasContent ? request.raw : undefined,
      signal: gone.signal,
    });
    return sendOn(answer, request, reply);
  } catch (error) {
    // What is left of the content cannot be told from another request.
    if (!request.raw.complete) reply.header('connection', 'close');
    if (gone.signal.aborted) return reply.hijack();
    request.log.warn({ err: error, path, target: target.href }, 'not answered by the target');
    throw problemOf(error, path);
  }
}

/** As it comes: headers at once, even if the content takes its time. */
function sendOn(answer: IncomingMessage, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  try {
    reply.code(answer.statusCode ?? 0).headers(headersForClient(answer.headers));
  } catch (error) {
    answer.destroy();
    throw error;
  }
  if (!request.raw.complete) reply.header('connection', 'close');
  // Fastify has set the headers when it begins to pipe. Content that is here already goes with them.
  reply.raw.once('pipe', () => {
    setImmediate(() => {
      if (!reply.raw.headersSent && !answer.destroyed) reply.raw.flushHeaders();
    });
  });
  // Content that ends too early must not look complete, nor become another answer: this one has begun.
  answer.once('error', () => {
    if (!reply.raw.headersSent) reply.raw.flushHeaders();
    reply.raw.destroy();
  });
  return reply.send(answer);
}

/** GET and HEAD have none that means anything (RFC 9110, 9.3.1), so theirs is not sent on. */
function carriesContent({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Of a target in origin form or absolute form; a fragment has no place in either. */
function queryOf(url: string): string {
  const [withoutFragment = ''] = url.split('#', 1);
  const start = withoutFragment.indexOf('?');
  return start < 0 ? '' : withoutFragment.slice(start);
}

function problemOf(error: unknown, path: string): Problem {
  if (error instanceof ClientTooSlow) return Problem.requestTimeout(error.message);
  return error instanceof UpstreamTimeout ? Problem.gatewayTimeout(path) : Problem.badGateway(path);
}
