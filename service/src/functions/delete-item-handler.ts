import type { ALBEvent, ALBResult, Context } from 'aws-lambda';
import { RETRY_MS } from '../auth/issuer-keys.ts';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import { Problem, PROBLEM_TYPE } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { keyInPath } from '../items/item-key.ts';
import { asProblem, itemMismatch } from '../items/item-problems.ts';
import type { ItemStore } from '../items/item-store.ts';
import { parseIfMatch } from '../items/item-tag.ts';
import { type AlbRequest, type Answer, requestOf, resultOf } from './alb-event.ts';
import type { FunctionLog } from './function-log.ts';

interface DeleteItem {
  readonly store: Pick<ItemStore, 'delete'>;
  /** Absent: everybody may delete. */
  readonly verifier?: TokenVerifier | undefined;
  /** Web pages of these origins may read the answers; the service answers their preflights. */
  readonly corsOrigins: readonly string[];
  readonly log: FunctionLog;
}

/** What `/picus/{key}` answers, here and in the service beside. */
const ALLOWED = ['DELETE', 'GET', 'HEAD'];
/** Kept back from the function's time-out for the answer itself: the load balancer makes a 502 of a function's end. */
const ANSWER_MS = 500;

/**
 * `DELETE /picus/{key}` behind a load balancer: 204, 404 when there is no such item, 412 when `If-Match` names another
 * state than the item's. A request may be repeated: the item stays deleted, and what answered 204 answers 404.
 */
export function deleteItemHandler(deleteItem: DeleteItem): (event: ALBEvent, context: Context) => Promise<ALBResult> {
  return async (event, context) => {
    const start = performance.now();
    const request = requestOf(event);
    const requestId = requestIdOf(request.headers);
    const line = { requestId, awsRequestId: context.awsRequestId, method: request.method };
    const { log, corsOrigins } = deleteItem;
    let answer: Answer;
    try {
      await inTime(context.getRemainingTimeInMillis() - ANSWER_MS, answerTo(request, deleteItem, line));
      answer = { status: 204, headers: {}, body: '' };
    } catch (error) {
      const problem = asProblem(error);
      if (problem instanceof Problem) {
        if (problem !== error) log.write('warn', 'item store not available', { ...line, err: error });
        answer = answerOf(problem, requestId);
      } else {
        log.write('error', 'unexpected error', { ...line, err: error });
        log.countServerError();
        answer = answerOf(Problem.internal(), requestId);
      }
    }
    const durationMs = Math.round((performance.now() - start) * 1000) / 1000;
    log.write(answer.status >= 500 ? 'warn' : 'info', 'request', {
      ...line,
      // Keys may be anybody's names.
      keyLength: keyInPath(request.path)?.length,
      status: answer.status,
      durationMs,
    });
    const headers = {
      ...securityHeaders(request.headers),
      ...corsHeaders(request.headers['origin'], corsOrigins),
      ...answer.headers,
      'x-request-id': requestId,
    };
    return resultOf(event, { ...answer, headers });
  };
}

/** Resolves when the item is deleted; rejects with a {@link Problem}, or an error that is none of the request's. */
async function answerTo(
  { method, path, headers }: AlbRequest,
  { store, verifier, log }: DeleteItem,
  line: Readonly<Record<string, unknown>>,
): Promise<void> {
  const verdict = await verifier?.verify(headers['authorization']);
  if (verdict?.ok === false) throw Problem.unauthorized(verdict.detail, verdict.challenge);
  if (verdict?.ok === 'unknown') {
    log.write('warn', verdict.detail, line);
    throw Problem.unavailable(verdict.detail, RETRY_MS / 1000);
  }
  const key = keyInPath(path);
  if (key === undefined) throw Problem.notFound(path);
  if (method !== 'DELETE') throw Problem.methodNotAllowed(method, path, ALLOWED);
  const deleted = await store.delete(key, parseIfMatch(headers['if-match']) ?? 'any');
  if (deleted.outcome === 'absent') throw Problem.notFound(path);
  if (deleted.outcome === 'mismatch') throw itemMismatch(deleted.current);
}

/** Fetch standard, "HTTP responses"; `vary` whoever asks, for caches between. */
function corsHeaders(origin: string | undefined, allowed: readonly string[]): Record<string, string> {
  if (allowed.length === 0) return {};
  if (origin === undefined || !allowed.includes(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'etag, retry-after, www-authenticate, x-request-id',
  };
}

/** The invocation's own limit: store and issuer have theirs, but together they may exceed the function's. */
async function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(Problem.unavailable('There was not enough time to answer.', 1)),
    milliseconds,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const answerOf = (problem: Problem, requestId: string): Answer => ({
  status: problem.status,
  headers: { 'content-type': PROBLEM_TYPE, ...problem.headers },
  body: JSON.stringify(problem.body(requestId)),
});
