// Writes the digests of its bases into a Dockerfile; with --check it only says which are missing or not the newest.
// Ends with 1 where --check finds something, or where a registry gives no digest (nothing is written then).
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BaseImage, baseImages } from '../infra/config/base-images.ts';
import { digestOfTag, type RegistryAccess } from './registry-digest.ts';

interface Resolved {
  base: BaseImage;
  /** That its tag has now. */
  digest: string;
}

/** All bases that have a tag: what a digest alone names cannot be newer. */
export async function resolveBases(dockerfile: string, access: RegistryAccess): Promise<Resolved[]> {
  const tagged = baseImages(dockerfile).filter(({ tag, digest }) => tag !== undefined || digest === undefined);
  return Promise.all(tagged.map(async (base) => ({ base, digest: await digestOfTag(base, access) })));
}

/** The Dockerfile with `name:tag@sha256:…`, and nothing else changed. */
export function pinned(dockerfile: string, resolved: readonly Resolved[]): string {
  const lines = dockerfile.split('\n');
  for (const { base, digest } of resolved) {
    const [named = ''] = base.written.split('@');
    // A function: what is written could hold a replacement pattern.
    lines[base.line - 1] = (lines[base.line - 1] ?? '').replace(base.written, () => `${named}@${digest}`);
  }
  return lines.join('\n');
}

export function describeState({ base, digest }: Resolved): string {
  if (base.digest === undefined) return `line ${base.line}: ${base.written} is not pinned; its digest is ${digest}`;
  return base.digest === digest
    ? `line ${base.line}: ${base.written} is current`
    : `line ${base.line}: ${base.written} is not the newest: the tag has ${digest}`;
}

/** What `docker login` keeps in its file. Where it keeps it in a credential store, the registry is asked without. */
function dockerLogin(registry: string): string | undefined {
  try {
    const file = join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json');
    const { auths = {} } = JSON.parse(readFileSync(file, 'utf8')) as { auths?: Record<string, { auth?: string }> };
    return auths[registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry]?.auth;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
  const file = positionals[0] ?? 'Dockerfile';
  const text = readFileSync(file, 'utf8');
  try {
    const resolved = await resolveBases(text, { fetch, credentials: dockerLogin });
    const after = pinned(text, resolved);
    for (const each of resolved) console.log(`${file} ${describeState(each)}.`);
    if (values.check) process.exitCode = after === text ? 0 : 1;
    else if (after !== text) {
      writeFileSync(file, after);
      console.log(`${file} is written. Commit it: it is another image from now on.`);
    }
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
