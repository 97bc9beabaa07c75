import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** RFC 9110, 7.6.1, with its older kin: about one connection, not about the message. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Of requests, what the next one must not believe: anybody can send it, and no load balancer overwrites it. */
const NOT_TO_BE_BELIEVED: ReadonlySet<string> = new Set([
  'forwarded',
  'x-forwarded-host',
  'x-original-url',
  'x-rewrite-url',
]);

export interface ForwardedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion: string;
  /** Address of who sent it. */
  readonly from: string | undefined;
  readonly requestId: string;
  readonly hasContent: boolean;
}

/**
 * The headers for the target. Its host is the target's own; `X-Forwarded-For` grows by the sender, `-Proto` and
 * `-Port` stay as the load balancer wrote them, the trace header stays, and the request id is the one in our log.
 *
 * @param name of this proxy in `Via`
 */
export function headersForTarget(request: ForwardedRequest, target: URL, name: string): OutgoingHttpHeaders {
  const { headers } = request;
  const kept = withoutConnection(headers, (header) => NOT_TO_BE_BELIEVED.has(header));
  kept['host'] = target.host;
  kept['via'] = joined(headers.via, `${request.httpVersion} ${name}`);
  kept['x-forwarded-for'] = joined(headers['x-forwarded-for'], request.from ?? 'unknown');
  kept['x-forwarded-proto'] ??= 'http';
  kept['x-request-id'] = request.requestId;
  // Node has answered it already.
  delete kept['expect'];
  if (!request.hasContent) delete kept['content-length'];
  // Otherwise Node would send the content of a DELETE unframed, and its end could be taken for another request.
  else if (kept['content-length'] === undefined) kept['transfer-encoding'] = 'chunked';
  return kept;
}

/** The headers for the client. The request id is ours, which the target was given. */
export const headersForClient = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  withoutConnection(headers, (header) => header === 'x-request-id');

/** RFC 9110, 7.6.3: it has been here before. */
export function hasPassed(headers: IncomingHttpHeaders, name: string): boolean {
  return headers.via?.split(',').some((hop) => hop.trim().split(/\s+/)[1] === name) ?? false;
}

function withoutConnection(headers: IncomingHttpHeaders, drop: (header: string) => boolean): OutgoingHttpHeaders {
  const named = new Set(headers.connection?.split(',').map((option) => option.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([header]) => !OF_THE_CONNECTION.has(header) && !named.has(header) && !drop(header)),
  );
}

/** Node joins headers that came several times, save those that may come once. */
function joined(before: string | string[] | undefined, own: string): string {
  return before === undefined || before === '' ? own : `${String(before)}, ${own}`;
}
