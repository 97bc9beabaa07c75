import { readFileSync } from 'node:fs';
import { CannotRelease } from '../release/cannot-release.ts';
import type { FindingsPolicy } from './findings-gate.ts';
import { SEVERITIES } from './repository.ts';

/** What names the service's image, known before it is built. */
export interface ImageNames {
  /** Host of the registry. */
  registry: string;
  repository: string;
  /** Region of the registry, which may not be that of an environment. */
  region: string;
  /** Of what goes into the image; the end of every tag that is derived from it. */
  hash: string;
  /** Immutable, given by the build. */
  tag: string;
  /** Given once the image was built, run and scanned. */
  testedTag: string;
  /** As `docker build --platform` has it. */
  platform: string;
}

const KEYS = ['registry', 'repository', 'region', 'hash', 'tag', 'testedTag', 'platform'] as const;

/**
 * Reads the JSON file that the build of the pipeline writes: names in the pipeline's own commands would make every change
 * of the service a change of the pipeline. Throws CannotRelease.
 */
export function readImageNames(file: string): ImageNames {
  const names = readJson(file);
  const wrong = KEYS.filter((key) => typeof names[key] !== 'string' || names[key] === '');
  if (wrong.length > 0) throw new CannotRelease(`${file} does not say the image's ${wrong.join(', ')} as a string.`);
  return names as unknown as ImageNames;
}

/** What the same file says of the scan's findings; the configuration that it comes from was checked in full. Throws CannotRelease. */
export function readFindingsPolicy(file: string): FindingsPolicy {
  const { findings } = readJson(file);
  const { block, exceptions } = (findings ?? {}) as Partial<FindingsPolicy>;
  if (block === undefined || !SEVERITIES.includes(block) || !Array.isArray(exceptions))
    throw new CannotRelease(
      `${file} does not say which findings of a scan block: findings.block must be one of ${SEVERITIES.join(', ')}, findings.exceptions a list.`,
    );
  return { block, exceptions };
}

function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (cause) {
    throw new CannotRelease(
      `${file} cannot be read as the image's names: ${(cause as Error).message}. Name the image.json that the build step wrote, after --image.`,
      { cause },
    );
  }
}

/** `111111111111.dkr.ecr.eu-west-1.amazonaws.com/picus:src-…` */
export const imageReference = ({ registry, repository, tag }: ImageNames): string => `${registry}/${repository}:${tag}`;

/** The same image by digest, which no tag can change. */
export const digestReference = ({ registry, repository }: ImageNames, digest: string): string =>
  `${registry}/${repository}@${digest}`;

/** What a reference in a task or a task definition says: `host/repository`, and tag, digest or both. */
export function parseReference(reference: string): {
  name: string;
  tag: string | undefined;
  digest: string | undefined;
} {
  const [named = '', digest] = reference.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/'));
  return colon === -1
    ? { name: named, tag: undefined, digest }
    : { name: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}
