import { describe, expect, it } from '@jest/globals';
import { build, type Metafile } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Lock, serviceSbom } from './service-sbom.ts';

const INTEGRITY = `sha512-${createHash('sha512').update('archive').digest('base64')}`;
const DIGEST = `sha256:${'a'.repeat(64)}`;
const DOCKERFILE = `FROM node:24 AS build\nFROM gcr.io/distroless/nodejs24-debian12:nonroot@${DIGEST}`;
const FILES = {
  'main.ts':
    "import '@scope/a'; import { used } from 'index-only'; import { gone } from 'shaken'; import 'node:fs'; used();",
  'node_modules/@scope/a/index.js': "import 'b'; console.log('a');",
  'node_modules/@scope/a/node_modules/b/index.js': "console.log('inner b');",
  'node_modules/b/index.js': "console.log('outer b');",
  'node_modules/index-only/index.js': "export * from 'behind';",
  'node_modules/behind/index.js': "import 'node:os'; export const used = () => console.log('used');",
  'node_modules/shaken/index.js': 'export const gone = 1;',
  'node_modules/installed/index.js': "console.log('never imported');",
};
const LOCK: Lock = {
  name: 'app',
  version: '1.2.3',
  packages: {
    '': {},
    'node_modules/@scope/a': { version: '1.0.0', integrity: INTEGRITY, license: '(MIT OR Apache-2.0)' },
    'node_modules/@scope/a/node_modules/b': { version: '2.0.0', license: 'SEE LICENSE IN file' },
    'node_modules/b': { version: '9.0.0' },
    'node_modules/index-only': { version: '3.0.0' },
    'node_modules/behind': { version: '4.0.0' },
    'node_modules/shaken': { version: '5.0.0' },
    'node_modules/installed': { version: '6.0.0' },
  },
};

interface Sbom {
  serialNumber: string;
  components: { 'bom-ref': string; purl: string; hashes?: unknown; licenses?: unknown; type: string }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}
const sbom = (metafile: Metafile, lock = LOCK, dockerfile = DOCKERFILE) =>
  serviceSbom(metafile, lock, dockerfile) as Sbom;

async function bundle(): Promise<Metafile> {
  const absWorkingDir = mkdtempSync(join(tmpdir(), 'service-sbom-'));
  try {
    for (const [file, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(absWorkingDir, file)), { recursive: true });
      writeFileSync(join(absWorkingDir, file), content);
    }
    return (
      await build({
        absWorkingDir,
        entryPoints: ['main.ts'],
        bundle: true,
        platform: 'node',
        format: 'esm',
        write: false,
        metafile: true,
        logLevel: 'silent',
      })
    ).metafile;
  } finally {
    rmSync(absWorkingDir, { recursive: true, force: true });
  }
}

describe('the SBOM of the service', () => {
  it('lists what is in the bundle, each in the version that is, and nothing else that is installed', async () => {
    const { components } = sbom(await bundle());
    expect(components.map(({ purl }) => purl)).toEqual([
      'pkg:npm/%40scope/a@1.0.0',
      'pkg:npm/b@2.0.0',
      'pkg:npm/behind@4.0.0',
      'pkg:oci/node?repository_url=docker.io%2Flibrary%2Fnode&tag=24',
      `pkg:oci/nodejs24-debian12@${encodeURIComponent(DIGEST)}?repository_url=gcr.io%2Fdistroless%2Fnodejs24-debian12&tag=nonroot`,
    ]);
  });

  it("has the lock file's hashes and licences", async () => {
    const [scoped, inner] = sbom(await bundle()).components;
    const content = createHash('sha512').update('archive').digest('hex');
    expect(scoped).toMatchObject({
      hashes: [{ alg: 'SHA-512', content }],
      licenses: [{ expression: '(MIT OR Apache-2.0)' }],
    });
    expect(inner).toMatchObject({ licenses: [{ license: { name: 'SEE LICENSE IN file' } }] });
    expect(inner?.hashes).toBeUndefined();
  });

  it('says who imports whom, also where an index left nothing of itself', async () => {
    const { dependencies } = sbom(await bundle());
    const of = (wanted: string) => dependencies.find(({ ref }) => ref === wanted)?.dependsOn;
    expect(of('@scope/a@1.0.0')).toEqual(['b@2.0.0']);
    expect(of('behind@4.0.0')).toEqual([]);
    expect(of('app@1.2.3')).toEqual([
      '@scope/a@1.0.0',
      'behind@4.0.0',
      `gcr.io/distroless/nodejs24-debian12:nonroot@${DIGEST}`,
    ]);
  });

  it('is the same for the same inputs, and has another serial number for others', async () => {
    const metafile = await bundle();
    const first = sbom(metafile);
    expect(sbom(structuredClone(metafile))).toEqual(first);
    expect(first.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(sbom(metafile, { ...LOCK, version: '1.2.4' }).serialNumber).not.toBe(first.serialNumber);
  });

  it('needs each bundled package in the lock file', async () => {
    const packages = { ...LOCK.packages };
    delete packages['node_modules/@scope/a'];
    const metafile = await bundle();
    expect(() => sbom(metafile, { ...LOCK, packages })).toThrow(
      'node_modules/@scope/a is bundled and not in package-lock.json',
    );
  });
});
