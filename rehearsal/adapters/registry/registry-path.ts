import type { Scope } from '../../kernel/scope.ts';

export type RegistryPath =
  | { kind: 'base' }
  | { kind: 'blob'; name: string; digest: string }
  | { kind: 'uploads'; name: string }
  | { kind: 'upload'; name: string; upload: string }
  | { kind: 'manifest'; name: string; reference: string }
  | { kind: 'tags'; name: string }
  | { kind: 'referrers'; name: string; digest: string };

export interface RegistryAddress {
  /** The registry's account and region; undefined when neither host nor path names it. */
  scope: Scope | undefined;
  /** As ECR names the registry. */
  host: string;
  path: RegistryPath | undefined;
}

const ECR_HOST = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/;

/**
 * What a request is about. The Host header names the registry (`<account>.dkr.ecr.<region>.amazonaws.com`); on loopback the
 * repository's name begins with it. `path` is the URL's, without its query.
 */
export function registryAddress(hostHeader: string, path: string): RegistryAddress {
  const host = hostHeader.replace(/:\d+$/, '');
  const rest = decodeURIComponent(path.replace(/^\/v2\/?/, ''));
  const named = scopeOf(host);
  if (named) return { scope: named, host, path: parse(rest) };
  const [first = '', ...others] = rest.split('/');
  const prefixed = scopeOf(first);
  if (prefixed) return { scope: prefixed, host: first, path: parse(others.join('/')) };
  return { scope: undefined, host: hostHeader, path: parse(rest) };
}

function scopeOf(host: string): Scope | undefined {
  const [, account, region] = ECR_HOST.exec(host) ?? [];
  return account !== undefined && region !== undefined ? { account, region } : undefined;
}

/** Source: OCI distribution specification 1.1, "Endpoints". */
function parse(rest: string): RegistryPath | undefined {
  if (rest === '') return { kind: 'base' };
  const match =
    /^(.+)\/(?:blobs\/uploads\/?([^/]*)|blobs\/([^/]+)|manifests\/([^/]+)|(tags\/list)|referrers\/([^/]+))$/.exec(rest);
  if (!match) return undefined;
  const [, name = '', upload, digest, reference, tags, subject] = match;
  if (subject !== undefined) return { kind: 'referrers', name, digest: subject };
  if (tags !== undefined) return { kind: 'tags', name };
  if (reference !== undefined) return { kind: 'manifest', name, reference };
  if (upload === undefined) return { kind: 'blob', name, digest: digest ?? '' };
  return upload === '' ? { kind: 'uploads', name } : { kind: 'upload', name, upload };
}
