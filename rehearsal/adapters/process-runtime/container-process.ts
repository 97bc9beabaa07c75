import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { RunnableImage } from '../../runtime/ports/images.ts';
import type { ContainerExit, ContainerSpec } from '../../runtime/ports/task-runtime.ts';
import { underImageRoot } from '../image-store/container-paths.ts';

export interface ContainerProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves once, when the process and its output ended. */
  readonly exit: Promise<ContainerExit>;
  /** Tells the process where the task's ports answer. */
  sendPorts(ports: [number, number][]): void;
  signal(signal: 'SIGTERM' | 'SIGKILL', reason?: string): void;
}

export interface ContainerStart {
  spec: ContainerSpec;
  image: RunnableImage;
  /** What the host adds for every container: region, endpoint, proxy, credentials. */
  hostEnvironment: Record<string, string>;
  /** Settings of the task's network, for the preload. */
  network: {
    /** The task's own, beside loopback. */
    addresses: string[];
    /** Container ports that answer already, with the real ones. */
    ports: [number, number][];
    /** Loopback ports of this machine that a container may reach. */
    hostPorts: number[];
  };
  faults: Fault[];
  temporaryDirectory: string;
  line: (text: string) => void;
  listening: (containerPort: number, port: number) => void;
}

/** A file that is loaded into a task's processes before the image's code, and what it is told. */
export interface Fault {
  /** Absolute path of a module; its name without extension finds its options. */
  preload: string;
  options: Record<string, unknown>;
}

/** Where the container's own faults lie: `http-errors`, `latency`, `crash-after`. */
export const builtInFault = (
  name: 'http-errors' | 'latency' | 'crash-after',
  options: Record<string, unknown>,
): Fault => ({
  preload: join(import.meta.dirname, 'faults', `${name}.mjs`),
  options,
});

const NETWORK_PRELOAD = join(import.meta.dirname, 'preload', 'task-network.mjs');
/** What a container has without any ENV. Source: Docker and containerd defaults. */
const CONTAINER_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Starts one container's entry point as a process. Throws `CannotStartContainerError: …` when it cannot. */
export function startContainer(start: ContainerStart): ContainerProcess {
  const { spec, image } = start;
  const command = commandOf(spec, image);
  mkdirSync(start.temporaryDirectory, { recursive: true });
  // Not in the terminal's process group: Ctrl-C is the engine's to handle. It ends with the engine through the channel.
  const child = spawn(command.program, command.args(start.faults), {
    cwd: join(image.root, spec.workingDirectory ?? image.workingDirectory),
    env: environmentOf(start),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  if (child.pid === undefined) {
    child.once('error', () => {});
    throw new Error(`CannotStartContainerError: ${command.program} could not be started.`);
  }
  child.on('message', (message: { listening?: number; port?: number }) => {
    if (message.listening !== undefined && message.port !== undefined) start.listening(message.listening, message.port);
  });
  let reason: string | undefined;
  return {
    name: spec.name,
    pid: child.pid,
    exit: exitOf(child, start.line, () => reason),
    sendPorts: (ports) => {
      // It may have ended in between; its exit is reported by itself.
      if (child.connected) child.send({ ports }, () => {});
    },
    signal: (signal, why) => {
      reason ??= why;
      kill(child, signal);
    },
  };
}

function commandOf(spec: ContainerSpec, image: RunnableImage) {
  return programOf(image, [
    ...(spec.entryPoint ?? image.entrypoint),
    ...(spec.command ?? (spec.entryPoint ? [] : image.command)),
  ]);
}

/** Node runs as the engine's own Node, whatever path the image gives it; other programs must lie in the image. */
export function programOf(image: RunnableImage, [program, ...rest]: readonly string[]) {
  if (!program) throw new Error('CannotStartContainerError: the container has no command.');
  if (program === 'node' || program.endsWith('/node')) {
    const preloads = (faults: Fault[]) =>
      [...faults.map((fault) => fault.preload), NETWORK_PRELOAD].flatMap((file) => [
        '--import',
        pathToFileURL(file).href,
      ]);
    return { program: process.execPath, args: (faults: Fault[]) => [...preloads(faults), ...rest] };
  }
  const inImage = join(image.root, program);
  throw new Error(
    existsSync(inImage)
      ? `CannotStartContainerError: the process runtime runs Node entry points only; "${program}" would have no network of its own.`
      : `CannotStartContainerError: exec: "${program}": no such file in the image.`,
  );
}

export function environmentOf({ spec, image, hostEnvironment, network, faults, temporaryDirectory }: ContainerStart) {
  const declared = { ...image.environment, ...spec.environment };
  const translated = Object.fromEntries(
    Object.entries(declared).map(([name, value]) => [name, underImageRoot(value, image.root)]),
  );
  return {
    PATH: CONTAINER_PATH,
    HOME: '/',
    TMPDIR: temporaryDirectory,
    ...hostEnvironment,
    ...translated,
    REHEARSAL_TASK_NETWORK: JSON.stringify({ ...network, processOne: !spec.initProcess }),
    ...(faults.length > 0 && {
      REHEARSAL_FAULT_OPTIONS: JSON.stringify(
        Object.fromEntries(faults.map((fault) => [faultName(fault), fault.options])),
      ),
    }),
  };
}

const faultName = (fault: Fault) => /([^/\\]+?)\.[^.]+$/.exec(fault.preload)?.[1] ?? fault.preload;

async function exitOf(
  child: ChildProcess,
  line: (text: string) => void,
  reason: () => string | undefined,
): Promise<ContainerExit> {
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', line);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  // Whatever it started ends with it, as with a container.
  kill(child, 'SIGKILL');
  const exitCode = code ?? (signal === 'SIGKILL' ? 137 : signal === 'SIGTERM' ? 143 : 128 + 6);
  const why = reason();
  return { exitCode, ...(why !== undefined && { reason: why }) };
}

/** SIGTERM reaches the container's first process only, SIGKILL all of its processes. */
function kill(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal);
  } catch {
    // It is gone already.
  }
}
