/**
 * Whether a read that failed may be repeated: the SDK has already retried it some times, but a watcher that gives up
 * because AWS was slow for a minute would leave a release alone. Writes are never repeated on this ground.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, $retryable, code } = error as Error & {
    $metadata?: { httpStatusCode?: number };
    $retryable?: object;
    code?: string;
  };
  return (
    $retryable !== undefined ||
    THROTTLED.has(error.name) ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    error.name === 'TimeoutError' ||
    NETWORK.has(code ?? '')
  );
}

const THROTTLED = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);
const NETWORK = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);
