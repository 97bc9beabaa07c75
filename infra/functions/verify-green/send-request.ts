import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { SendRequest } from './ports.ts';

/** An answer that takes longer is a failure. */
const TIMEOUT_MILLISECONDS = 5000;

/** The firewall's common rules block requests without one (WAF developer guide: NoUserAgent_HEADER). */
const USER_AGENT = 'verify-green';

/**
 * GET of the listener's own name over a connection to the given address: name resolution is replaced, not the name, so that Host
 * and, over TLS, the server's name are what clients send, the certificate is verified against it, and a proxy sees it.
 */
export function requestSender(origin: URL): SendRequest {
  const { hostname } = origin;
  const send = origin.protocol === 'https:' ? requestHttps : requestHttp;
  return ({ address, path, requestId }) =>
    new Promise((resolve, reject) => {
      const outgoing = send(
        new URL(path, origin),
        {
          ...(origin.protocol === 'https:' && { servername: hostname }),
          lookup: resolvingTo(address),
          headers: { 'x-request-id': requestId, 'user-agent': USER_AGENT, connection: 'close' },
          signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        },
        (response) => {
          response.setEncoding('utf8');
          let body = '';
          response.on('data', (chunk: string) => (body += chunk));
          response.on('error', reject);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
}

/** Node asks for all addresses where it may try several. */
const resolvingTo =
  (address: string): LookupFunction =>
  (_hostname, { all }, answer) => {
    const family = isIP(address);
    if (all) answer(null, [{ address, family }]);
    else answer(null, address, family);
  };
