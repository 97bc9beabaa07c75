import type { IncomingMessage } from 'node:http';

/** What a request asks for, whichever form its request line has. */
export interface RequestTarget {
  /** Path and query, as they go to the target. */
  url: string;
  path: string;
  /** Without the question mark. */
  query: string;
  /** Without the port; empty when an HTTP/1.0 request names none. */
  host: string;
}

/** Undefined when the request line names neither a path nor an absolute URL (RFC 9112, 3.2). */
export function requestTarget(request: IncomingMessage): RequestTarget | undefined {
  const asked = request.url ?? '';
  let url = asked;
  let authority = request.headers.host ?? '';
  if (!asked.startsWith('/')) {
    const absolute = /^https?:\/\/([^/?#]+)(.*)$/i.exec(asked);
    if (!absolute) return undefined;
    authority = absolute[1] ?? '';
    const rest = absolute[2] ?? '';
    url = rest.startsWith('/') ? rest : `/${rest}`;
  }
  const mark = url.indexOf('?');
  return {
    url,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    host: authority.replace(/:\d+$/, ''),
  };
}
