import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface SynthesizedStack {
  readonly name: string;
  /** By logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: {
    readonly stackName?: string;
    readonly templateFile?: string;
    readonly directoryName?: string;
  };
}

/** The stacks of a cloud assembly, those of nested ones included, by name. */
export function readStacks(directory: string): SynthesizedStack[] {
  const { artifacts } = readJson(join(directory, 'manifest.json')) as { artifacts: Record<string, Artifact> };
  return Object.entries(artifacts)
    .flatMap(([id, { type, properties = {} }]): SynthesizedStack[] => {
      if (type === 'cdk:cloud-assembly') return readStacks(join(directory, properties.directoryName ?? ''));
      if (type !== 'aws:cloudformation:stack') return [];
      const file = join(directory, properties.templateFile ?? '');
      const { Resources } = readJson(file) as { Resources: SynthesizedStack['resources'] };
      return [{ name: properties.stackName ?? id, resources: Resources }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Synthesizes the application as it is in the checkout, with its rules, and gives `use` the directory. */
export function withAssembly<Result>(use: (directory: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  try {
    const { context } = readJson(join(ROOT, 'cdk.json')) as { context: object };
    execFileSync(process.execPath, ['infra/app.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Resources of a type. */
export const ofType = ({ resources }: Pick<SynthesizedStack, 'resources'>, type: string): Resource[] =>
  Object.values(resources).filter((resource) => resource.Type === type);

/** Property of a resource; the caller knows its type. */
export const property = ({ Properties = {} }: Resource, name: string): unknown => Properties[name];

/** Of a file that the CDK wrote; the caller knows its type. */
export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
