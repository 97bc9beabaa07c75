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
  const { artifacts } = readJson<{ artifacts: Record<string, Artifact> }>(join(directory, 'manifest.json'));
  return Object.entries(artifacts)
    .flatMap(([id, { type, properties = {} }]): SynthesizedStack[] => {
      if (type === 'cdk:cloud-assembly') return readStacks(join(directory, properties.directoryName ?? ''));
      if (type !== 'aws:cloudformation:stack') return [];
      const file = join(directory, properties.templateFile ?? '');
      const { Resources } = readJson<{ Resources: SynthesizedStack['resources'] }>(file);
      return [{ name: properties.stackName ?? id, resources: Resources }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Synthesizes the application as it is in the checkout, with its rules, and gives `use` the directory. */
export function withAssembly<Result>(use: (directory: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  try {
    const { context } = readJson<{ context: object }>(join(ROOT, 'cdk.json'));
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

/** Property of a resource, read as the type that the caller knows it has. */
export const property = <Value>({ Properties = {} }: Resource, name: string): Value => Properties[name] as Value;

export const readJson = <Value>(file: string): Value => JSON.parse(readFileSync(file, 'utf8')) as Value;
