import { ItemStoreUnavailable } from './item-store.ts';

/**
 * Runs calls of the SDK within one time limit, repetitions and the waits between them included: the SDK looks at an
 * abort signal only while a request is under way. Rejects with {@link ItemStoreUnavailable} for what may pass.
 */
export async function within<T>(milliseconds: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new ItemStoreUnavailable(`no answer within ${milliseconds} ms`));
    limit.abort();
  }, milliseconds);
  try {
    return await Promise.race([call(limit.signal), late.promise]);
  } catch (error) {
    const reason = passingFault(error);
    throw reason === undefined ? error : new ItemStoreUnavailable(reason, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Why this may pass; undefined for everything that repeating does not mend (no such table, no permission). */
function passingFault(error: unknown): string | undefined {
  if (error instanceof ItemStoreUnavailable) return undefined;
  if (isThrottled(error)) return 'too many requests';
  const { name, code, $metadata } = traitsOf(error);
  if (($metadata?.httpStatusCode ?? 0) >= 500) return 'it failed';
  if (name === 'TimeoutError') return 'no answer in time';
  return code !== undefined && NETWORK.has(code) ? 'it cannot be reached' : undefined;
}

/** DynamoDB developer guide, "Error handling with DynamoDB": these, and every 5xx, may be repeated. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
]);

export const isThrottled = (error: unknown): boolean => THROTTLED.has(traitsOf(error).name ?? '');

/** The SDK throws errors of its own, of Node's sockets and of the protocol. */
const traitsOf = (error: unknown): ErrorTraits => error ?? {};

interface ErrorTraits {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Of Node's sockets and resolver. */
const NETWORK = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'ETIMEDOUT',
]);
