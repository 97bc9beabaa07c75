import type { BaseImage } from '../infra/config/base-images.ts';

export interface RegistryAccess {
  fetch: typeof globalThis.fetch;
  /** base64 of `user:password`; undefined where nobody logged in. */
  credentials: (registry: string) => string | undefined;
}

/** Lists for several platforms first: the same Dockerfile builds on each. Source: OCI distribution specification 1.1, "Pulling manifests". */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Milliseconds in which a registry must answer. */
const PATIENCE = 20_000;

/**
 * The digest that the tag of an image has now.
 * @throws with what to do where the registry cannot be reached, does not let us in or does not have the tag.
 */
export async function digestOfTag(
  { registry, repository, tag = 'latest' }: Pick<BaseImage, 'registry' | 'repository' | 'tag'>,
  access: RegistryAccess,
): Promise<string> {
  const image = `${registry}/${repository}:${tag}`;
  const url = `${origin(registry)}/v2/${repository}/manifests/${tag}`;
  const ask = (authorization?: string) =>
    request(access, registry, url, {
      method: 'HEAD',
      headers: { accept: ACCEPT, ...(authorization && { authorization }) },
    });
  let answer = await ask();
  if (answer.status === 401)
    answer = await ask(await authorize(registry, answer.headers.get('www-authenticate') ?? '', access));
  if (answer.status === 401 || answer.status === 403)
    throw new Error(`${image}: ${registry} refuses (status ${answer.status}). Log in with "docker login ${registry}".`);
  if (answer.status === 404) throw new Error(`${image}: ${registry} has no such tag. Write one that exists.`);
  const digest = answer.headers.get('docker-content-digest') ?? '';
  if (!answer.ok || !/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new Error(`${image}: ${registry} answers with status ${answer.status} and ${digest || 'no digest'}.`);
  return digest;
}

/** What the registry asks for. Source: distribution project, "Token Authentication Specification". */
async function authorize(registry: string, challenge: string, access: RegistryAccess): Promise<string | undefined> {
  const credentials = access.credentials(registry);
  const basic = credentials === undefined ? undefined : `Basic ${credentials}`;
  const parameters = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value ?? '']));
  const realm = parameters.get('realm');
  if (!/^bearer /i.test(challenge) || realm === undefined) return basic;
  const url = new URL(realm);
  for (const name of ['service', 'scope']) {
    const value = parameters.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const answer = await request(access, registry, url.href, { headers: basic ? { authorization: basic } : {} });
  const { token, access_token } = answer.ok ? ((await answer.json()) as { token?: string; access_token?: string }) : {};
  const given = token ?? access_token;
  return given === undefined ? undefined : `Bearer ${given}`;
}

async function request(access: RegistryAccess, registry: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await access.fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw new Error(
      `${registry} cannot be reached (${why}). Run this where it can; behind a proxy set HTTPS_PROXY, and NODE_USE_ENV_PROXY=1.`,
      { cause: error },
    );
  }
}

/** Docker Hub's name is not its host's, and a registry on this machine has no certificate. Source: distribution/reference, Docker. */
function origin(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  return `${/^(localhost|127\.0\.0\.1)(:|$)/.test(registry) ? 'http' : 'https'}://${registry}`;
}
