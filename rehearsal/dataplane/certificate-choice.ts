import type { RouterCertificate } from '../runtime/ports/traffic-router.ts';

/**
 * The certificate for the server that a client named: one for exactly that name before one with a wildcard; undefined when none
 * is for it. Source: ALB guide, "SSL certificates": smart selection among the certificates that match. Among several that match
 * alike ALB goes by key and hash; here the first in the list counts.
 */
export function certificateFor<C extends Pick<RouterCertificate, 'names'>>(
  certificates: readonly C[],
  serverName: string,
): C | undefined {
  const name = serverName.toLowerCase();
  const has = (wanted: string) =>
    certificates.find(({ names }) => names.some((certified) => certified.toLowerCase() === wanted));
  const dot = name.indexOf('.');
  // A wildcard stands for one label (RFC 6125, 6.4.3).
  return has(name) ?? (dot > 0 ? has(`*${name.slice(dot)}`) : undefined);
}
