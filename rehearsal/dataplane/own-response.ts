import { STATUS_CODES, type ServerResponse } from 'node:http';

/** Reason phrases where the load balancer's differ from the common ones (as its error pages show them). */
const PHRASES: Record<number, string> = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  460: 'Client Closed Request',
  463: 'Bad Request',
};

const phraseOf = (status: number): string => PHRASES[status] ?? STATUS_CODES[status] ?? 'Unknown';

/** The page that the load balancer answers with when no target does. */
function errorPage(status: number): string {
  const title = `${status} ${phraseOf(status)}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

/** An answer of the load balancer itself; returns the number of body bytes. */
export function answer(
  response: ServerResponse,
  status: number,
  content: { contentType?: string; body?: string; headers?: string[] } = {},
): number {
  const body = content.body ?? errorPage(status);
  const length = Buffer.byteLength(body);
  response.writeHead(status, phraseOf(status), [
    'Server',
    'awselb/2.0',
    'Date',
    new Date().toUTCString(),
    'Content-Type',
    content.contentType ?? 'text/html',
    'Content-Length',
    String(length),
    'Connection',
    response.shouldKeepAlive ? 'keep-alive' : 'close',
    ...(content.headers ?? []),
  ]);
  response.end(body);
  return length;
}

/** What a connection gets whose bytes are no HTTP request. */
export function rawBadRequest(status: number): string {
  const body = errorPage(status);
  return [
    `HTTP/1.1 ${status} ${phraseOf(status)}`,
    'Server: awselb/2.0',
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
