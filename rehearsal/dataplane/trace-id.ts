import { randomBytes } from 'node:crypto';

/** `1-<8 hex: epoch seconds>-<24 hex>`. Source: ALB guide, "Request tracing". */
function newTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${seconds}-${randomHex()}`;
}

/**
 * The header as the target gets it: a new `Root` where there was none, else `Self` added or renewed in front and
 * everything else kept. Source: ALB guide, "Request tracing".
 */
export function traceHeader(received: string | undefined, nowMs: number): string {
  const id = newTraceId(nowMs);
  if (received === undefined || received === '') return `Root=${id}`;
  const fields = received.split(';').filter((field) => field !== '' && !field.startsWith('Self='));
  return fields.some((field) => field.startsWith('Root='))
    ? [`Self=${id}`, ...fields].join(';')
    : [`Root=${id}`, ...fields].join(';');
}

/** Twelve random bytes are drawn by the thousand: one call of the system a request would cost more than the rest. */
const POOL_BYTES = 12 * 1024;
let pool = Buffer.alloc(0);
let used = 0;

function randomHex(): string {
  if (used + 12 > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  used += 12;
  return pool.toString('hex', used - 12, used);
}
