import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { assertPinned } from './base-images.ts';
import { loadConfiguration } from './load.ts';
import type { Configuration } from './schema.ts';

type Architecture = Configuration['image']['architecture'];

/** What names the service's image before it is built. */
export interface ServiceImage {
  /** Account and region of the registry. */
  readonly account: string;
  readonly region: string;
  readonly repositoryName: string;
  /** Of what goes into the image, and so the end of every tag that is derived from it. */
  readonly hash: string;
  /** Immutable: `src-` and the hash of what goes into the image. */
  readonly tag: string;
  /** Given once the image was built, run and scanned; a deployment proceeds on this tag alone. */
  readonly testedTag: string;
  readonly architecture: Architecture;
  /** As `docker build --platform` has it. */
  readonly platform: string;
  /** Which findings of its scan keep it from being tagged as tested. */
  readonly findings: Configuration['image']['findings'];
}

/** Everything that can change a byte of the image: what is bundled, how, and with which packages. A directory counts with all in it. */
const SOURCES = [
  '.dockerignore',
  'Dockerfile',
  'package-lock.json',
  'service',
  'tools/build-service.ts',
  'tsconfig.json',
];
const PLATFORMS: Record<Architecture, string> = { ARM64: 'linux/arm64', X86_64: 'linux/amd64' };

/**
 * @param root directory of the repository.
 * @throws where the image is for real accounts and what it is built on is not pinned.
 */
export function serviceImage(root: string, configuration: Configuration): ServiceImage {
  const { tools, image } = configuration;
  assertPinned(readFileSync(join(root, 'Dockerfile'), 'utf8'), configuration);
  const platform = PLATFORMS[image.architecture];
  const hash = contentHash(root, [`platform=${platform}`]);
  return {
    account: tools.account,
    region: tools.region,
    repositoryName: image.repositoryName,
    hash,
    tag: `src-${hash}`,
    testedTag: `tested-${hash}`,
    architecture: image.architecture,
    platform,
    findings: image.findings,
  };
}

export const registryOf = ({ account, region }: ServiceImage) => `${account}.dkr.ecr.${region}.amazonaws.com`;

export const uriOf = (image: ServiceImage) => `${registryOf(image)}/${image.repositoryName}:${image.tag}`;

/** Names and contents, each with its length, so that no two trees can give the same stream. */
function contentHash(root: string, buildArguments: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (part: string | Buffer) => hash.update(`${Buffer.byteLength(part)}:`).update(part);
  for (const argument of buildArguments) add(argument);
  for (const file of SOURCES.flatMap((source) => filesOf(root, source))) {
    add(file);
    add(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Sorted, with `/`: the same on every machine. Specs are no part of the bundle, so changing one builds nothing. */
function filesOf(root: string, source: string): string[] {
  const path = join(root, source);
  if (!isDirectory(path)) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What the release tool reads: tags that were written into the pipeline's template would make every change of the service a change of the pipeline. */
export const imageNames = (image: ServiceImage) => ({
  registry: registryOf(image),
  repository: image.repositoryName,
  region: image.region,
  hash: image.hash,
  tag: image.tag,
  testedTag: image.testedTag,
  platform: image.platform,
  findings: image.findings,
});

if (import.meta.main) {
  const image = serviceImage(join(import.meta.dirname, '..', '..'), loadConfiguration());
  console.log(JSON.stringify(imageNames(image), undefined, 2));
}
