import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Safe in headers, logs and shells. Two `x-request-id` headers arrive joined by a comma, and so are refused. */
const REQUEST_ID = /^[A-Za-z0-9._:=+/-]{1,128}$/;

/** `Root=1-<8 hex of time>-<24 hex>`, as the load balancer writes it; `Self=…` may stand before it. */
const TRACE_ROOT = /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/** The caller's id when it is usable, else the load balancer's trace id, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && REQUEST_ID.test(given)) return given;
  const trace = headers['x-amzn-trace-id'];
  const root = typeof trace === 'string' ? TRACE_ROOT.exec(trace)?.[1] : undefined;
  return root ?? randomUUID();
}
