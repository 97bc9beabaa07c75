import { request } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { SendRequest } from './ports.ts';

export interface ListenerAddress {
  /** What the load balancer's clients name it. */
  readonly host: string;
  readonly port: number;
}

/** An answer that takes longer is a failure. */
const TIMEOUT_MILLISECONDS = 5000;

/**
 * GET of the listener's own name over a connection to the given address: name resolution is replaced, not the name, so that
 * Host (and a server name under TLS) are what the load balancer's clients send, and a proxy sees the name.
 */
export function requestSender({ host, port }: ListenerAddress): SendRequest {
  return ({ address, path, requestId }) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host,
          port,
          path,
          lookup: resolvingTo(address),
          headers: { 'x-request-id': requestId, connection: 'close' },
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
