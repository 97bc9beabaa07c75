import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../kernel/log.ts';
import { quoted } from '../build-runner/shell-session.ts';
import { startTimeOf } from '../state/process-identity.ts';
import { probeRuntime, type RealRuntime } from './probe-runtime.ts';
import { leftoversOf } from './real/leftovers.ts';
import { REGISTRY_URL, type Settings } from './settings.ts';

export interface ContainerToolsOptions {
  /** For the generated program and its settings; made when missing. */
  directory: string;
  /** The stand-in's images and finished build steps, shared by all builds; survives restarts. */
  cache: string;
  /** The engine's OCI registry on loopback, `http://127.0.0.1:<port>`; asked at each build. */
  registryUrl: () => string;
  log: Log;
  /** PATH of the engine: where a real runtime is looked for. */
  hostPath: string;
  /** `stand-in`: no real runtime is looked for. Default: what REHEARSAL_CONTAINERS says, else `auto`. */
  use?: 'auto' | 'stand-in';
}

export interface ContainerTools {
  /** Folder for PATH: the program `docker` is in it. */
  folder: string;
  /** One line for people: which runtime builds use and why. */
  description: string;
  /** What a build's commands need beside the folder. */
  environment(): Record<string, string>;
  /** Removes the program, and what builds left in a real runtime. */
  close(): Promise<void>;
}

const STAND_IN = fileURLToPath(new URL('./stand-in/docker.ts', import.meta.url));
const REAL = fileURLToPath(new URL('./real/docker.ts', import.meta.url));

/** Makes the `docker` that builds find: the machine's own where it really runs containers, else a stand-in that says so. */
export async function containerTools(options: ContainerToolsOptions): Promise<ContainerTools> {
  const { hostPath, log, registryUrl } = options;
  const [directory, cache] = [resolve(options.directory), resolve(options.cache)];
  const folder = join(directory, 'bin');
  await mkdir(folder, { recursive: true });
  const { runtime, why } = await choose(options.use ?? process.env['REHEARSAL_CONTAINERS'] ?? 'auto', hostPath);
  const settings: Settings = {
    cache,
    engine: { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' },
    ...(runtime && { runtime }),
  };
  const settingsFile = join(directory, 'container-tools.json');
  await writeFile(settingsFile, JSON.stringify(settings));
  const words = [process.execPath, runtime ? REAL : STAND_IN, settingsFile].map(quoted).join(' ');
  // A build calls it many times: with the cache a call takes half as long.
  const compiled = `NODE_COMPILE_CACHE=${quoted(join(cache, 'compiled'))}`;
  await writeFile(join(folder, 'docker'), `#!/bin/sh\n${compiled} exec ${words} "$@"\n`, { mode: 0o755 });
  const description = runtime ? `Builds use ${runtime.name}: ${why}.` : `Builds use the stand-in for docker: ${why}.`;
  return {
    folder,
    description,
    environment: () => ({ [REGISTRY_URL]: registryUrl() }),
    async close() {
      if (runtime) for (const line of await leftoversOf(runtime, settings.engine)) log.info(line);
      await rm(folder, { recursive: true, force: true });
      await rm(settingsFile, { force: true });
    },
  };
}

async function choose(use: string, hostPath: string): Promise<{ runtime?: RealRuntime; why: string }> {
  if (use === 'stand-in') return { why: 'it was asked for' };
  if (use !== 'auto') throw new Error(`REHEARSAL_CONTAINERS is "${use}"; it may be "auto" or "stand-in".`);
  return probeRuntime(hostPath);
}
