import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'test-synth');

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

interface SynthesizedStack {
  readonly template: Template;
  /** Of the manifest; the CLI and the pipeline give them to CloudFormation as the stack's tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Stacks by name, those of nested assemblies included. */
export type Assembly = ReadonlyMap<string, SynthesizedStack>;

/**
 * The application as it is committed, with every rule on. Synthesized once for all test files of a run: by the first that
 * asks, in a directory named by what goes in.
 */
export function committedAssembly(): Assembly {
  return readAssembly(committedAssemblyDirectory());
}

export function committedAssemblyDirectory(): string {
  const directory = join(CACHE, inputsHash());
  if (!existsSync(directory)) {
    rmSync(CACHE, { recursive: true, force: true });
    mkdirSync(CACHE, { recursive: true });
    const fresh = mkdtempSync(join(CACHE, 'fresh-'));
    synthesizeTo(fresh, {});
    // A test file that was as early has made the same.
    if (!existsSync(directory)) renameSync(fresh, directory);
  }
  return directory;
}

/** The application with other context; rules, unless asked for, and bundling are off, because the committed one has passed them. */
export function synthesizedWith(
  context: Readonly<Record<string, string>>,
  { rules = false, app = 'infra/app.ts' } = {},
): Assembly {
  mkdirSync(CACHE, { recursive: true });
  const directory = mkdtempSync(join(CACHE, 'variant-'));
  try {
    const environment: Record<string, string> = rules ? {} : { CDK_VALIDATION: 'false' };
    synthesizeTo(directory, { 'aws:cdk:bundling-stacks': [], ...context }, environment, app);
    return readAssembly(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export const cdkContext = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context;

/** What the CDK CLI does: the application as a process of its own, told by environment where to write and in which context. */
function synthesizeTo(
  directory: string,
  context: object,
  environment: Readonly<Record<string, string>> = {},
  app = 'infra/app.ts',
): void {
  execFileSync(process.execPath, [app], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
    env: {
      ...process.env,
      ...environment,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(), ...context }),
    },
  });
}

interface Artifact {
  readonly type: string;
  readonly properties?: {
    readonly stackName?: string;
    readonly templateFile?: string;
    readonly directoryName?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

function readAssembly(directory: string): Assembly {
  const { artifacts } = readJson(join(directory, 'manifest.json')) as { artifacts: Record<string, Artifact> };
  return new Map(
    Object.entries(artifacts).flatMap(([id, { type, properties = {} }]): [string, SynthesizedStack][] => {
      if (type === 'cdk:cloud-assembly') return [...readAssembly(join(directory, properties.directoryName ?? ''))];
      if (type !== 'aws:cloudformation:stack') return [];
      const template = readJson(join(directory, properties.templateFile ?? '')) as Template;
      return [[properties.stackName ?? id, { template, tags: properties.tags ?? {} }]];
    }),
  );
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** The run is part of it, so that no result outlives a run even if an input were forgotten here. */
function inputsHash(): string {
  const run = process.env['JEST_WORKER_ID'] === undefined ? process.pid : process.ppid;
  const hash = createHash('sha256').update(String(run));
  const inputs = ['cdk.json', 'package.json', 'package-lock.json', 'Dockerfile', '.dockerignore', 'tsconfig.json'];
  const trees = globSync(['infra/**/*', 'pipeline/**/*', 'service/**/*', 'tools/**/*'], { cwd: ROOT });
  for (const file of [...inputs, ...trees].sort()) {
    if (statSync(join(ROOT, file)).isFile()) hash.update(file).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
