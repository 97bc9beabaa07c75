import { createHash } from 'node:crypto';
import type { Metafile } from 'esbuild';
import { type BaseImage, baseImages } from '../infra/config/base-images.ts';

/** What of package-lock.json (version 3) is told further. */
export interface Lock {
  name: string;
  version: string;
  packages: Record<string, { version?: string; integrity?: string; license?: string }>;
}

/**
 * The software bill of materials of the service's image, CycloneDX 1.6 in JSON: the packages of which something is in the bundle
 * (what is installed and not in it is no part of the image), who imports whom, and the image that it stands on, whose own
 * packages its maker and the registry's scan list; one that only helps to build it is said to be excluded. The same inputs give the same bytes: it has no time stamp.
 *
 * @throws where a bundled package is not in the lock file.
 */
export function serviceSbom(metafile: Metafile, lock: Lock, dockerfile: string): object {
  const bundled = new Set(
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
  );
  const places = [...new Set([...bundled].flatMap((file) => placeOf(file) ?? []))].sort();
  const packages = new Map(places.map((place) => [place, npmPackage(place, lock)]));
  const bases = baseImages(dockerfile).map(container);
  const service = `${lock.name}@${lock.version}`;
  /** Undefined for what is not in the bundle, and for Node's own modules, which are no files. */
  const referenceOf = (file: string) => {
    const place = placeOf(file);
    if (place !== undefined) return packages.get(place)?.['bom-ref'];
    return /^[a-z-]+:/.test(file) ? undefined : service;
  };

  const edges = new Map<string, Set<string>>(
    [service, ...[...packages.values()].map((each) => each['bom-ref'])].map((reference) => [reference, new Set()]),
  );
  /** What a file imports, also through packages of which nothing is left: those that only export further. */
  const reached = (file: string, seen = new Set<string>()): string[] =>
    (metafile.inputs[file]?.imports ?? []).flatMap(({ path }) => {
      if (seen.has(path)) return [];
      seen.add(path);
      const reference = referenceOf(path);
      return reference === undefined ? reached(path, seen) : [reference];
    });
  for (const file of Object.keys(metafile.inputs)) {
    const from = referenceOf(file);
    if (from === undefined) continue;
    for (const to of reached(file)) if (to !== from) edges.get(from)?.add(to);
  }
  for (const base of bases) if (!base.scope) edges.get(service)?.add(base['bom-ref']);

  const components = [...new Map([...packages.values()].map((each) => [each['bom-ref'], each])).values(), ...bases];
  const content = {
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { 'bom-ref': service, type: 'application', name: lock.name, version: lock.version },
    },
    components,
    dependencies: [...edges].map(([ref, to]) => ({ ref, dependsOn: [...to].sort() })),
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
    version: 1,
    ...content,
  };
}

/** Where a package lies, as the lock file names it: `node_modules/a/node_modules/@b/c`. Undefined for our own sources. */
function placeOf(file: string): string | undefined {
  return /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function npmPackage(place: string, { packages }: Lock) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { version, integrity, license } = packages[place] ?? {};
  if (version === undefined) throw new Error(`${place} is bundled and not in package-lock.json: run "npm ci".`);
  return {
    'bom-ref': `${name}@${version}`,
    type: 'library',
    name,
    version,
    // Source: package URL specification, type npm: the scope's @ is percent-encoded.
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(integrity !== undefined && { hashes: [hashOf(integrity)] }),
    ...(license !== undefined && { licenses: [licenseOf(license)] }),
  };
}

/** What npm allows beside SPDX expressions is a licence by name. Source: npm documentation, package.json, license. */
const licenseOf = (license: string) =>
  /^(SEE LICENSE|UNLICENSED)/.test(license) ? { license: { name: license } } : { expression: license };

/** From a subresource integrity string, `sha512-<base64>`, of the package's archive. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [, algorithm = '', hash = ''] = /^(sha\d+)-(\S+)/.exec(integrity) ?? [];
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') };
}

/** Source: package URL specification, type oci: by digest, with registry and tag as qualifiers. */
function container({ reference, registry, repository, tag, digest, isFinal }: BaseImage) {
  const name = repository.split('/').at(-1) ?? repository;
  const qualifiers = new URLSearchParams({ repository_url: `${registry}/${repository}`, ...(tag && { tag }) });
  const version = digest ?? tag;
  return {
    'bom-ref': reference,
    type: 'container',
    ...(!isFinal && { scope: 'excluded' }),
    name,
    ...(version !== undefined && { version }),
    purl: `pkg:oci/${name}${digest ? `@${encodeURIComponent(digest)}` : ''}?${qualifiers.toString()}`,
  };
}

/** Version 8 (RFC 9562): of the content, so that another content has another serial number. */
function uuidOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
