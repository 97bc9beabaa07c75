import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { orderOf } from '../domain/stack/dependency-graph.ts';
import type { Assembly, AssemblyEnvironment, AssemblyStack, FileAsset } from '../domain/stack/assembly.ts';
import type { FunctionCode } from '../runtime/ports/function-workers.ts';

/** Thrown with what to do. */
class UnreadableAssembly extends Error {
  override readonly name = 'UnreadableAssembly';
}

/** The newest cloud-assembly schema whose parts used here are known. Source: @aws-cdk/cloud-assembly-schema. */
const NEWEST_SCHEMA = 55;

interface Manifest {
  version: string;
  artifacts?: Record<string, Artifact>;
}

interface Artifact {
  type: string;
  environment?: string;
  dependencies?: string[];
  displayName?: string;
  properties?: Record<string, unknown>;
}

interface AssetManifest {
  files?: Record<
    string,
    {
      source: { path?: string; packaging?: string; executable?: string[] };
      destinations: Record<string, { bucketName: string; objectKey: string }>;
    }
  >;
}

/** Reads a synthesized CDK application. */
export function readAssembly(directory: string): Assembly {
  const root = resolve(directory);
  const manifest = readManifest(root);
  const assembly: Assembly = { environments: [], stacks: [], assets: new Map() };
  for (const artifact of Object.values(manifest.artifacts ?? {})) {
    if (artifact.type !== 'cdk:cloud-assembly') continue;
    assembly.environments.push(readEnvironment(root, artifact, assembly.assets));
  }
  assembly.stacks = readStacks(root, manifest, assembly.assets);
  return assembly;
}

/** The code of a function whose template names an object of an asset bucket. */
export function assetLookup(
  assembly: Pick<Assembly, 'assets'>,
): (bucket: string, key: string) => FunctionCode | undefined {
  return (bucket, key) => {
    const asset = [...assembly.assets.values()].find(({ destinations }) =>
      destinations.some((destination) => destination.bucket === bucket && destination.key === key),
    );
    if (!asset) return undefined;
    return asset.packaging === 'zip'
      ? { kind: 'directory', path: asset.path }
      : { kind: 'zip', bytes: readFileSync(asset.path) };
  };
}

function readEnvironment(root: string, artifact: Artifact, assets: Map<string, FileAsset>): AssemblyEnvironment {
  const { directoryName, displayName = directoryName } = (artifact.properties ?? {}) as {
    directoryName: string;
    displayName?: string;
  };
  const directory = join(root, directoryName);
  const manifest = readManifest(directory);
  const nested = Object.values(manifest.artifacts ?? {}).find(({ type }) => type === 'cdk:cloud-assembly');
  if (nested)
    throw new UnreadableAssembly(
      `The stage ${displayName} holds a stage of its own, which the rehearsal does not read.`,
    );
  const stacks = readStacks(directory, manifest, assets);
  return { name: (displayName ?? '').split('/').at(-1) ?? '', displayName: displayName ?? '', stacks };
}

/** In order of their dependencies. */
function readStacks(directory: string, manifest: Manifest, assets: Map<string, FileAsset>): AssemblyStack[] {
  const artifacts = manifest.artifacts ?? {};
  const stacks = new Map<string, AssemblyStack>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'cdk:asset-manifest') readAssets(directory, artifact, assets);
    if (artifact.type === 'aws:cloudformation:stack') stacks.set(id, readStack(directory, id, artifact, artifacts));
  }
  const order = orderOf(new Map([...stacks].map(([id, { dependencies }]) => [id, new Set(dependencies)])));
  return order.map((id) => stacks.get(id) as AssemblyStack);
}

function readStack(
  directory: string,
  id: string,
  artifact: Artifact,
  artifacts: Record<string, Artifact>,
): AssemblyStack {
  const properties = (artifact.properties ?? {}) as {
    templateFile: string;
    stackName?: string;
    parameters?: Record<string, string>;
    tags?: Record<string, string>;
    terminationProtection?: boolean;
  };
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  if (!account || !region || account === 'unknown-account' || region === 'unknown-region')
    throw new UnreadableAssembly(
      `The stack ${artifact.displayName ?? id} has no account and region: give it an env with both.`,
    );
  const templateFile = join(directory, properties.templateFile);
  return {
    id,
    displayName: artifact.displayName ?? id,
    name: properties.stackName ?? id,
    account,
    region,
    templateFile,
    templateBody: readText(templateFile),
    dependencies: (artifact.dependencies ?? []).filter(
      (dependency) => artifacts[dependency]?.type === 'aws:cloudformation:stack',
    ),
    tags: properties.tags ?? {},
    parameters: properties.parameters ?? {},
    terminationProtection: properties.terminationProtection ?? false,
  };
}

function readAssets(directory: string, artifact: Artifact, assets: Map<string, FileAsset>): void {
  const { file } = (artifact.properties ?? {}) as { file: string };
  const manifest = JSON.parse(readText(join(directory, file))) as AssetManifest;
  for (const [hash, { source, destinations }] of Object.entries(manifest.files ?? {})) {
    if (source.path === undefined)
      throw new UnreadableAssembly(
        `The asset ${hash} is made by a command (${source.executable?.join(' ')}), which the rehearsal does not run.`,
      );
    const known = assets.get(hash);
    assets.set(hash, {
      hash,
      path: join(directory, source.path),
      packaging: source.packaging === 'zip' ? 'zip' : 'file',
      destinations: [
        ...(known?.destinations ?? []),
        ...Object.values(destinations).map(({ bucketName, objectKey }) => ({ bucket: bucketName, key: objectKey })),
      ],
    });
  }
}

function readManifest(directory: string): Manifest {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file))
    throw new UnreadableAssembly(`There is no cloud assembly in ${directory}: run cdk synth, or name its folder.`);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readText(file)) as Manifest;
  } catch (error) {
    throw new UnreadableAssembly(`${file} is not readable: the synth may have been cut short. Run it again.`, {
      cause: error,
    });
  }
  const schema = Number.parseInt(manifest.version, 10);
  if (!(schema <= NEWEST_SCHEMA))
    throw new UnreadableAssembly(
      `${file} has schema ${manifest.version}; the rehearsal reads up to ${NEWEST_SCHEMA}. Use an older aws-cdk-lib or a newer rehearsal.`,
    );
  return manifest;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableAssembly(`${file} is named in the cloud assembly and cannot be read.`, { cause: error });
  }
}
