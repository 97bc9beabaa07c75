import { isPlaceholder } from './placeholder-account.ts';
import type { Configuration } from './schema.ts';

/** An image that the Dockerfile builds on, and where the Dockerfile says so. */
export interface BaseImage {
  /** With its registry, as Docker expands it: `docker.io/library/node:24`. */
  readonly reference: string;
  /** As it stands in the Dockerfile: what a digest is written behind. */
  readonly written: string;
  /** Of `written`, from 1. */
  readonly line: number;
  readonly registry: string;
  /** Within the registry. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
  /** The last stage stands on it, so it is in the image; the others only help to build it. */
  readonly isFinal: boolean;
}

/**
 * The base of each stage that has one outside the Dockerfile: `scratch` and earlier stages are none. A FROM may name a variable
 * whose default is above the first FROM; each base is told once.
 * @throws with the line where the reference of a base cannot be known.
 */
export function baseImages(dockerfile: string): BaseImage[] {
  const defaults = new Map<string, { value: string; line: number }>();
  /** What each stage stands on, by its line or name. */
  const stages = new Map<string, Omit<BaseImage, 'isFinal'> | undefined>();
  const found = new Map<number, Omit<BaseImage, 'isFinal'>>();
  let final: Omit<BaseImage, 'isFinal'> | undefined;
  for (const [index, text] of dockerfile.split('\n').entries()) {
    const line = index + 1;
    const [, keyword = '', rest = ''] = /^\s*(ARG|FROM)\s+(.*?)\s*$/i.exec(text) ?? [];
    if (keyword.toUpperCase() === 'ARG' && stages.size === 0) {
      const [, name, , value] = /^(\w+)=("?)([^"]*)\2$/.exec(rest) ?? [];
      if (name !== undefined && value !== undefined) defaults.set(name, { value, line });
    }
    if (keyword.toUpperCase() !== 'FROM') continue;
    const [base = '', , stage = `line ${line}`] = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
    const variable = /^\$(?:\{(\w+)\}|(\w+))$/.exec(base);
    const known = variable ? defaults.get(variable[1] ?? variable[2] ?? '') : { value: base, line };
    if (!known || known.value.includes('$') || known.value === '')
      throw new Error(`Dockerfile line ${line}: the base ${base} is not known. Give it a default: ARG NAME=image:tag.`);
    if (stages.has(known.value.toLowerCase())) final = stages.get(known.value.toLowerCase());
    else if (known.value === 'scratch') final = undefined;
    else found.set(known.line, (final = found.get(known.line) ?? parsed(known.value, known.line)));
    stages.set(stage.toLowerCase(), final);
  }
  return [...found.values()].map((base) => ({ ...base, isFinal: base === final }));
}

/**
 * A tag can be moved to other bytes by whoever owns it, so what real accounts run is built on digests only.
 * @throws with the command that writes them, where a base has none and an account of the configuration is real.
 */
export function assertPinned(dockerfile: string, { tools, environments }: Configuration): void {
  const real = [tools, ...environments].map(({ account }) => account).find((account) => !isPlaceholder(account));
  if (real === undefined) return;
  const unpinned = baseImages(dockerfile).filter(({ digest }) => digest === undefined);
  if (unpinned.length === 0) return;
  throw new Error(
    [
      `Account ${real} is a real one, and what its image is built on is not pinned by digest:`,
      ...unpinned.map(({ line, written }) => `  Dockerfile line ${line}: ${written}`),
      'Run "npm run base-images", which asks the registries for the digests and writes them there, and commit the Dockerfile.',
    ].join('\n'),
  );
}

/** Source of the defaults: the reference grammar of distribution/reference, `docker.io` and `library/`. */
function parsed(written: string, line: number): Omit<BaseImage, 'isFinal'> {
  const [named = '', digest] = written.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const path = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const [first = '', ...others] = path.split('/');
  const hasRegistry = others.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hasRegistry ? first : 'docker.io';
  const short = hasRegistry ? others.join('/') : path;
  const repository = registry === 'docker.io' && !short.includes('/') ? `library/${short}` : short;
  const ending = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return { reference: `${registry}/${repository}${ending}`, written, line, registry, repository, tag, digest };
}
