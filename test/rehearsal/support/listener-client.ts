import { Agent, buildConnector } from 'undici';
import { loadTarget } from '../../../rehearsal/drills/listener-origin.ts';
import type { Engine } from '../../../rehearsal/engine.ts';
import { parseArn } from '../../../rehearsal/kernel/scope.ts';

export interface ListenerClient {
  /** What clients write before the path; it leads to the listener through `fetch` only. */
  origin: string;
  /** A path of the listener: over TLS by its name, verified against the rehearsal's authority. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** A client of a listener, as it speaks. */
export function listenerClient({ world }: Engine, listenerArn: string): ListenerClient {
  const { account = '', region = '' } = parseArn(listenerArn) ?? {};
  const { url, host, ca } = loadTarget(world, { account, region }, listenerArn);
  if (host === undefined) return { origin: url, fetch: (path, init) => fetch(`${url}${path}`, init) };
  const { hostname, port } = new URL(url);
  const connect = buildConnector({ ...(ca !== undefined && { ca }) });
  const dispatcher = new Agent({
    connect: (options, connected) => connect({ ...options, hostname, port, servername: options.hostname }, connected),
  });
  const origin = `https://${host}`;
  return {
    origin,
    fetch: (path, init) => fetch(`${origin}${path}`, { ...init, dispatcher }),
  };
}
