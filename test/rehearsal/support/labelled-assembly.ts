import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readAssembly } from '../../../rehearsal/adapters/assembly-reader.ts';
import type { Configuration } from '../../../infra/config/schema.ts';
import type { Assembly } from '../../../rehearsal/domain/stack/assembly.ts';
import { withConfiguration } from '../../support/with-configuration.ts';

export const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'test-rehearsal');

/** The application with this release label, synthesized once a run; each call reads it anew, so that a test may change it. */
export const labelledAssembly = (label: string): Assembly => readAssembly(labelledAssemblyDirectory(label));

export function labelledAssemblyDirectory(label: string): string {
  const directory = join(runDirectory(), `assembly-${label}`);
  if (!existsSync(directory)) {
    const fresh = mkdtempSync(join(runDirectory(), 'fresh-'));
    synthesizeTo(fresh, label);
    renameSync(fresh, directory);
  }
  return directory;
}

/** The application with another configuration; not kept, as nobody else asks for it. */
export function configuredAssembly(label: string, change: (configuration: Configuration) => void): Assembly {
  const directory = mkdtempSync(join(runDirectory(), 'configured-'));
  return withConfiguration(change, (config) => {
    synthesizeTo(directory, label, { config });
    return readAssembly(directory);
  });
}

/** What all rehearsals of a run share, because it is addressed by content: images, and what was built for them. */
export function sharedDirectory(name: 'images' | 'builds'): string {
  const directory = join(runDirectory(), name);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Named by what goes in. The first that asks builds the service's bundle, which the image packs. */
function runDirectory(): string {
  const directory = join(CACHE, inputsHash());
  if (!existsSync(directory)) {
    rmSync(CACHE, { recursive: true, force: true });
    execFileSync(process.execPath, ['tools/build-service.ts'], { cwd: ROOT, stdio: 'pipe', timeout: 60_000 });
    mkdirSync(directory, { recursive: true });
  }
  return directory;
}

/** As the CDK CLI does it, without the template validator: the committed application passes that in the synth tests. */
function synthesizeTo(directory: string, release: string, more: { config?: string } = {}): void {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  execFileSync(process.execPath, ['infra/app.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
    env: {
      ...process.env,
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...more, release }),
    },
  });
}

let hash: string | undefined;

/** The run is part of it, so that no result outlives a run even if an input were forgotten here. */
function inputsHash(): string {
  if (hash !== undefined) return hash;
  const run = process.env['JEST_WORKER_ID'] === undefined ? process.pid : process.ppid;
  const digest = createHash('sha256').update(String(run));
  const inputs = ['cdk.json', 'package.json', 'package-lock.json', 'Dockerfile', '.dockerignore', 'tsconfig.json'];
  const trees = globSync(['infra/**/*', 'pipeline/**/*', 'service/**/*', 'tools/**/*'], { cwd: ROOT });
  for (const file of [...inputs, ...trees].sort())
    if (statSync(join(ROOT, file)).isFile()) digest.update(file).update(readFileSync(join(ROOT, file)));
  hash = digest.digest('hex').slice(0, 16);
  return hash;
}
