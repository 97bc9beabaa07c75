import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ImageStore } from '../image-store/image-store.ts';
import { CONFIG_TYPE, LAYER_TYPE, MANIFEST_TYPE, type ImageConfig, type Manifest } from '../image-store/oci-types.ts';
import { buildContext } from './build-context.ts';
import { parseDockerfile, UnsupportedInstruction } from './dockerfile.ts';
import { layerOf } from './layer.ts';
import { materialiseStage } from './materialise-stage.ts';
import { planStages, type PlannedStage } from './plan-stages.ts';

interface BuildRequest {
  /** Folder that COPY reads. */
  context: string;
  /** Default: `Dockerfile` in the context. */
  dockerfile?: string;
  buildArgs?: Record<string, string>;
  /** One line of output of a RUN step. */
  log?: (line: string) => void;
  /** Bound of each RUN step, in real milliseconds. Default: five minutes. */
  stepTimeoutMs?: number;
}

export interface BuiltImage {
  /** `sha256:…` of the manifest. */
  digest: string;
  /** The manifest's text and type, as PutImage takes them. */
  manifest: string;
  mediaType: string;
  sizeBytes: number;
  /** Nothing had to be run or packed. */
  cached: boolean;
  /** The base as the Dockerfile names it: recorded, not fetched. */
  base: string;
}

export interface ImageBuilder {
  /** Builds the Dockerfile's last stage into the store's blobs; tagging is the registry's work. */
  buildImage(request: BuildRequest): Promise<BuiltImage>;
}

const DEFAULT_STEP_TIMEOUT_MS = 300_000;

/**
 * Builds images where no Docker is: one application layer on a base that is recorded but not fetched. Build stages' commands
 * run on a copy of the context with this process's Node. What it cannot honour it refuses, by name and line.
 */
export function imageBuilder(deps: { store: ImageStore; directory: string }): ImageBuilder {
  const { store } = deps;
  const directory = resolve(deps.directory);
  const results = join(directory, 'results');
  mkdirSync(results, { recursive: true });
  const nodeKey = createHash('sha256').update(process.execPath).digest('hex').slice(0, 12);
  return {
    async buildImage(request) {
      const contextRoot = resolve(request.context);
      const file = resolve(request.dockerfile ?? join(contextRoot, 'Dockerfile'));
      const ownIgnore = `${file}.dockerignore`;
      const context = buildContext(contextRoot, existsSync(ownIgnore) ? ownIgnore : undefined);
      const stage = planStages(parseDockerfile(readFileSync(file, 'utf8')), context, {
        ...PLATFORM,
        ...request.buildArgs,
      });
      const base = baseOf(stage);
      const resultFile = join(results, resultKey(stage));
      const known = existsSync(resultFile) ? readFileSync(resultFile, 'utf8') : undefined;
      if (known && store.blobs.has(known)) return describe(store, known, base, true);
      const tree = await materialiseStage(stage, {
        context,
        directory,
        shimDirectory: join(directory, `node-${nodeKey}`),
        stepTimeoutMs: request.stepTimeoutMs ?? DEFAULT_STEP_TIMEOUT_MS,
        log: request.log ?? (() => {}),
      });
      const digest = writeImage(store, stage, base, await layerOf(tree.root, tree.owners));
      writeFileSync(resultFile, digest);
      return describe(store, digest, base, false);
    },
  };
}

const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;
/** Arguments that BuildKit sets by itself. */
const PLATFORM = {
  TARGETPLATFORM: `linux/${ARCHITECTURE}`,
  TARGETOS: 'linux',
  TARGETARCH: ARCHITECTURE,
  BUILDPLATFORM: `linux/${ARCHITECTURE}`,
  BUILDARCH: ARCHITECTURE,
};

const resultKey = (stage: PlannedStage) =>
  createHash('sha256')
    .update(`${stage.key}\0${JSON.stringify(stage.config)}\0${baseOf(stage)}`)
    .digest('hex');

const baseOf = (stage: PlannedStage): string => ('stage' in stage.base ? baseOf(stage.base.stage) : stage.base.image);

function writeImage(
  store: ImageStore,
  stage: PlannedStage,
  base: string,
  layer: { tar: Buffer; diffId: string },
): string {
  const { config } = stage;
  if (!config.entrypoint) {
    throw new UnsupportedInstruction(
      1,
      `the last stage has no ENTRYPOINT, and that of ${base} is unknown, as bases are not fetched.`,
    );
  }
  const [baseName, baseDigest] = base.split('@');
  const image: ImageConfig = {
    architecture: ARCHITECTURE,
    os: 'linux',
    config: {
      ...(config.user && { User: config.user }),
      ...(config.ports.length > 0 && { ExposedPorts: Object.fromEntries(config.ports.map((port) => [port, {}])) }),
      Env: Object.entries(config.environment).map(([name, value]) => `${name}=${value}`),
      Entrypoint: config.entrypoint,
      ...(config.command && { Cmd: config.command }),
      WorkingDir: config.workingDirectory,
      // Label names: OCI image specification, annotations.md.
      Labels: {
        ...config.labels,
        'org.opencontainers.image.base.name': baseName ?? base,
        ...(baseDigest && { 'org.opencontainers.image.base.digest': baseDigest }),
      },
    },
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  };
  const configText = JSON.stringify(image);
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: CONFIG_TYPE, digest: store.blobs.write(configText), size: Buffer.byteLength(configText) },
    layers: [{ mediaType: LAYER_TYPE, digest: store.blobs.write(layer.tar), size: layer.tar.length }],
  };
  return store.blobs.write(JSON.stringify(manifest));
}

function describe(store: ImageStore, digest: string, base: string, cached: boolean): BuiltImage {
  const manifest = store.blobs.read(digest).toString();
  const { layers, mediaType } = JSON.parse(manifest) as Manifest;
  return { digest, manifest, mediaType, sizeBytes: layers.reduce((sum, layer) => sum + layer.size, 0), cached, base };
}
