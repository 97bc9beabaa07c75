import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTimeOf } from '../../state/process-identity.ts';
import { daemonError } from './docker-failure.ts';

export interface PublishedPort {
  /** As written; what listens is 127.0.0.1 in any case. */
  address: string;
  /** 0: a free one. */
  hostPort: number;
  containerPort: number;
}

/** What `run` was asked for. */
export interface ContainerRecord {
  /** 64 hexadecimal digits. */
  id: string;
  name: string;
  /** ISO 8601 */
  createdAt: string;
  image: string;
  imageDigest: string;
  entryPoint?: string[];
  command?: string[];
  environment: Record<string, string>;
  /** Recorded: the process is the build's user. */
  user?: string;
  memoryMiB?: number;
  readOnly: boolean;
  /** Its folder goes when it ends. */
  remove: boolean;
  published: PublishedPort[];
  /** Recorded: the process has the build's rights. */
  capDrop: string[];
  securityOptions: string[];
  tmpfs: string[];
}

export type ContainerState =
  | { status: 'created'; error?: string }
  | RunningState
  | { status: 'exited'; exitCode: number; startedAt: string; finishedAt: string; outOfMemory: boolean };

interface RunningState {
  status: 'running';
  startedAt: string;
  pid: number;
  /** The process that serves the container's ports and keeps its log; it tells the end. */
  supervisor: { pid: number; startTime: string };
  ports: PublishedPort[];
}

export interface Container {
  folder: string;
  record: ContainerRecord;
  state: ContainerState;
}

/** Real milliseconds between two looks at a container's state. */
const LOOK_MS = 25;

/** The containers of one build: a folder each, with what was asked for, its state, its files and its log. */
export class Containers {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws what docker says of a name that is taken. */
  create(facts: Omit<ContainerRecord, 'id' | 'createdAt'>): Container {
    const record = { ...facts, id: randomBytes(32).toString('hex'), createdAt: new Date().toISOString() };
    const other = this.list().find((each) => each.record.name === facts.name);
    if (other)
      throw daemonError(
        `Conflict. The container name "/${facts.name}" is already in use by container "${other.record.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
    const folder = join(this.#folder, record.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'record.json'), JSON.stringify(record));
    writeState(folder, { status: 'created' });
    return { folder, record, state: { status: 'created' } };
  }

  list(): Container[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .flatMap((id) => readContainer(join(this.#folder, id)) ?? [])
      .toSorted((a, b) => (a.record.createdAt < b.record.createdAt ? 1 : -1));
  }

  /** By name, or (the beginning of) its id. */
  find(text: string): Container | undefined {
    const all = this.list();
    return all.find(({ record }) => record.name === text) ?? all.find(({ record }) => record.id.startsWith(text));
  }

  /** Throws what docker says of a container that is not there. */
  get(text: string): Container {
    const found = text === '' ? undefined : this.find(text.replace(/^\//, ''));
    if (!found) throw daemonError(`No such container: ${text}`);
    return found;
  }
}

/** Undefined when it was removed, or is about to be. */
export function readContainer(folder: string): Container | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as ContainerRecord;
    return { folder, record, state: readState(folder) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readState(folder: string): ContainerState {
  const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as ContainerState;
  if (state.status !== 'running' || startTimeOf(state.supervisor.pid) === state.supervisor.startTime) return state;
  // It may have told the end in between.
  const again = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as ContainerState;
  if (again.status !== 'running') return again;
  // Killed, and the container with it.
  const { startedAt } = state;
  return { status: 'exited', exitCode: 137, startedAt, finishedAt: startedAt, outOfMemory: false };
}

export function writeState(folder: string, state: ContainerState): void {
  const partial = join(folder, `state.${process.pid}.partial`);
  writeFileSync(partial, JSON.stringify(state));
  renameSync(partial, join(folder, 'state.json'));
}

/** Resolves with the exit code; undefined when the container is still running after `seconds`. Of one that was removed it is 0. */
export async function ended({ folder }: Container, seconds = Infinity): Promise<number | undefined> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const state = readContainer(folder)?.state;
    if (state?.status !== 'running') return state?.status === 'exited' ? state.exitCode : 0;
    if (performance.now() >= deadline) return undefined;
    await delay(LOOK_MS);
  }
}

/** To the container's first process. */
export function signal({ state }: Container, name: NodeJS.Signals): void {
  if (state.status !== 'running') return;
  try {
    process.kill(state.pid, name);
  } catch {
    // It ended in between.
  }
}

/** Its files may be read-only. */
export async function removeFolder(folder: string): Promise<void> {
  // First what makes it a container: whoever lists them meanwhile sees none.
  rmSync(join(folder, 'record.json'), { force: true });
  await writable(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function writable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await writable(join(folder, entry.name));
}
