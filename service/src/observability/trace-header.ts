/** What `X-Amzn-Trace-Id` says; absent parts are undefined. */
export interface TraceHeader {
  /** The trace's id in X-Ray's form, `1-<8 hex of time>-<24 hex>`. */
  readonly root: string;
  /** The caller's span, 16 hex digits; the load balancer names none. */
  readonly parent: string | undefined;
  /** The caller's decision, if it made one. */
  readonly sampled: boolean | undefined;
}

/** The header's name as Node gives it. */
export const TRACE_HEADER = 'x-amzn-trace-id';

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/;
const PARENT = /(?:^|;)\s*Parent=((?!0{16})[0-9a-f]{16})\s*(?:;|$)/;
const SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/;

/**
 * Undefined where there is no usable root. OpenTelemetry's own X-Ray propagator reads a header only when it has Root,
 * Parent and Sampled, but a load balancer sends `Root=…` alone, or `Self=…;Root=…` when the client sent a root
 * (Elastic Load Balancing user guide, "Request tracing for your Application Load Balancer"): with the propagator alone
 * the traces would have other ids than the load balancer's access log.
 */
export function readTraceHeader(value: string | string[] | undefined): TraceHeader | undefined {
  const root = readTraceRoot(value);
  if (typeof value !== 'string' || root === undefined) return undefined;
  const sampled = SAMPLED.exec(value)?.[1];
  return { root, parent: PARENT.exec(value)?.[1], sampled: sampled === undefined ? undefined : sampled === '1' };
}

/** Its root alone. */
export const readTraceRoot = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? ROOT.exec(value)?.[1] : undefined;

/**
 * Whether a request is sampled: as its caller decided, else so many per cent, of which every service that asks so
 * decides alike, by the random part of the trace's id. Runs for each request, so it reads no more than it needs.
 */
export function isSampled(percent: number, value: string | string[] | undefined): boolean {
  if (typeof value !== 'string') return Math.random() < percent / 100;
  const decision = value.indexOf('Sampled=') + 'Sampled='.length;
  if (decision >= 'Sampled='.length && (value[decision] === '1' || value[decision] === '0')) {
    return value[decision] === '1' && readTraceRoot(value) !== undefined;
  }
  const root = value.lastIndexOf('Root=') + 'Root='.length;
  const random = Number.parseInt(value.slice(root + ROOT_LENGTH - 8, root + ROOT_LENGTH), 16);
  return (Number.isNaN(random) ? Math.random() : random / 2 ** 32) < percent / 100;
}

const ROOT_LENGTH = 35;
