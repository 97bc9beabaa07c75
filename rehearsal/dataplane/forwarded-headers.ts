import type { IncomingMessage } from 'node:http';
import { traceHeader } from './trace-id.ts';

/** Headers that belong to one connection (RFC 9110, 7.6.1), and Expect, which is answered here. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Source: ALB guide, load balancer attributes, routing.http.drop_invalid_header_fields.enabled. */
const VALID_NAME = /^[-A-Za-z0-9]+$/;
/** Source: ALB guide, "HTTP 463". */
export const MAX_FORWARDED_FOR = 30;

export interface ForwardedHeaders {
  /** Names and values in turn, as received where they are not the load balancer's own. */
  list: string[];
  traceId: string;
  /** Addresses that X-Forwarded-For named before this hop. */
  forwardedFor: number;
}

/**
 * The headers that the target gets: the received ones without those of the connection, with the client's address
 * appended to X-Forwarded-For, protocol and port of the listener, and the trace id.
 * Source: ALB guide, "HTTP headers and Application Load Balancers".
 */
export function forwardedHeaders(
  request: IncomingMessage,
  listener: { port: number; dropInvalidHeaders: boolean; tls?: object },
  nowMs: number,
): ForwardedHeaders {
  const raw = request.rawHeaders;
  const named = namedByConnection(request.headers.connection);
  const list: string[] = [];
  let forwardedFor: string | undefined;
  let trace: string | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || named?.has(lower)) continue;
    if (lower === 'x-forwarded-proto' || lower === 'x-forwarded-port') continue;
    if (lower === 'x-forwarded-for') forwardedFor = forwardedFor === undefined ? value : `${forwardedFor}, ${value}`;
    else if (lower === 'x-amzn-trace-id') trace = value;
    else if (!listener.dropInvalidHeaders || VALID_NAME.test(name)) list.push(name, value);
  }
  const client = clientAddress(request);
  const traceId = traceHeader(trace, nowMs);
  list.push(
    'X-Forwarded-For',
    forwardedFor === undefined ? client : `${forwardedFor}, ${client}`,
    'X-Forwarded-Proto',
    listener.tls ? 'https' : 'http',
    'X-Forwarded-Port',
    String(listener.port),
    'X-Amzn-Trace-Id',
    traceId,
  );
  return { list, traceId, forwardedFor: forwardedFor?.split(',').length ?? 0 };
}

/** The headers that the client gets from the target's raw ones, and the request id among them. */
export function returnedHeaders(
  raw: readonly (Buffer | string)[],
  keepAlive: boolean,
): { list: string[]; requestId: string | undefined } {
  const list: string[] = [];
  let requestId: string | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = text(raw[index]);
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower)) continue;
    const value = text(raw[index + 1]);
    if (lower === 'x-request-id') requestId = value;
    list.push(name, value);
  }
  // Named here, so that Node does not add the Keep-Alive hint, which the load balancer does not send.
  list.push('Connection', keepAlive ? 'keep-alive' : 'close');
  return { list, requestId };
}

/** IPv4 also where the socket reports it mapped into IPv6. */
export function clientAddress(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? '-';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function namedByConnection(connection: string | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}

const text = (part: Buffer | string | undefined): string =>
  typeof part === 'string' ? part : (part?.toString('latin1') ?? '');
