import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/**
 * What browsers are told with each answer, errors included: data, never a page. A handler may overwrite
 * `cache-control`, the rest stands. After OWASP's "HTTP headers cheat sheet" and "REST security cheat sheet".
 */
export const SECURITY_HEADERS = Object.freeze({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const satisfies OutgoingHttpHeaders);

/** One year. Nothing is said of subdomains: they are not this service's. */
const SECURITY_HEADERS_OVER_TLS = Object.freeze({
  ...SECURITY_HEADERS,
  'strict-transport-security': 'max-age=31536000',
});

/** RFC 6797, section 7.2: no such policy over plain HTTP; TLS ends at the load balancer, which tells by this header. */
export const securityHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  headers['x-forwarded-proto'] === 'https' ? SECURITY_HEADERS_OVER_TLS : SECURITY_HEADERS;
