import { readFileSync } from 'node:fs';
import { certificatesOf } from '../runtime/load-balancing/load-balancing-state.ts';
import type { World } from '../engine/world.ts';
import type { Scope } from '../kernel/scope.ts';

/** Where a listener answers on this machine, and by which name. */
export interface ListenerOrigin {
  /** For example `https://127.0.0.1:38211`. */
  url: string;
  /** The port that clients in AWS would use. */
  port: number;
  /** Of a listener that speaks TLS: the name to ask for, which its certificate is for. */
  serverName?: string;
}

type ListenersWorld = Pick<World, 'loadBalancing' | 'recordSets' | 'certificates' | 'router'>;

/** Throws the API's errors for a listener that is not there. */
export function listenerOrigin(world: ListenersWorld, scope: Scope, listenerArn: string): ListenerOrigin {
  const listener = world.loadBalancing.listeners.get(scope, listenerArn);
  const { dnsName } = world.loadBalancing.loadBalancers.get(scope, listener.loadBalancerArn);
  const address = `127.0.0.1:${world.router.localPort(listenerArn)}`;
  if (!listener.tls) return { url: `http://${address}`, port: listener.port };
  const certified = certificatesOf(listener).flatMap((arn) => world.certificates.serverCertificate(arn)?.names ?? []);
  // A name that leads here, if one is certified; else one that is certified, wherever it leads.
  const serverName =
    world.recordSets.namesOf(dnsName).find((name) => certified.includes(name)) ??
    certified.find((name) => !name.startsWith('*.')) ??
    certified[0]?.replace('*', 'www');
  return { url: `https://${address}`, port: listener.port, ...(serverName !== undefined && { serverName }) };
}

/** What a load needs to send to a listener: over TLS it names the server and trusts the rehearsal's authority alone. */
export function loadTarget(
  world: ListenersWorld & Pick<World, 'authorityFile'>,
  scope: Scope,
  listenerArn: string,
): { url: string; host?: string; ca?: string } {
  const { url, port, serverName } = listenerOrigin(world, scope, listenerArn);
  if (serverName === undefined) return { url };
  return {
    url,
    host: port === 443 ? serverName : `${serverName}:${port}`,
    ca: readFileSync(world.authorityFile, 'utf8'),
  };
}
