import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startTimeOf } from './process-identity.ts';

/** The version of what is written below the folder; a folder of another version is moved aside, never read. */
const SCHEMA_VERSION = 1;
/** Old runs that are kept beside the current one. */
const KEPT_RUNS = 3;

/** Thrown when another engine owns the folder. */
export class StateInUse extends Error {
  override readonly name = 'StateInUse';
}

export interface StateDirectory {
  readonly root: string;
  /** Ledger of child processes, for the next start. */
  readonly processLedger: string;
  /** Logs of this run: tasks, functions, access log, commands, AWS calls. */
  readonly logs: string;
  /** OCI images; kept between runs, since they are addressed by content. */
  readonly images: string;
  /** Build and synthesis results. */
  readonly builds: string;
  /** Everything else of this run. */
  readonly state: string;
  release(): void;
}

interface Lock {
  pid: number;
  startTime: string;
}

/**
 * Takes `.rehearsal/` (or `--state DIR`) for this process. With `fresh`, the previous run's state and logs move aside.
 * Throws StateInUse when a running engine holds the lock.
 */
export function openStateDirectory(path: string, options: { fresh: boolean }): StateDirectory {
  const root = resolve(path);
  mkdirSync(root, { recursive: true });
  const lockFile = join(root, 'lock.json');
  takeLock(lockFile, root);
  if (options.fresh) moveAside(root);
  const folder = (name: string) => {
    const directory = join(root, name);
    mkdirSync(directory, { recursive: true });
    return directory;
  };
  writeFileSync(join(root, 'version.json'), JSON.stringify({ schema: SCHEMA_VERSION }));
  return {
    root,
    // Beside the lock, not inside `state/`: orphans must be found even after state moved aside.
    processLedger: join(root, 'processes.ndjson'),
    logs: folder('logs'),
    images: folder('images'),
    builds: folder('builds'),
    state: folder('state'),
    release: () => rmSync(lockFile, { force: true }),
  };
}

function takeLock(lockFile: string, root: string): void {
  const mine: Lock = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(lockFile, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readLock(lockFile);
    if (holder && startTimeOf(holder.pid) === holder.startTime) {
      throw new StateInUse(
        `Another rehearsal (process ${holder.pid}) uses ${root}. End it with Ctrl-C, or give this one its own folder with --state DIR.`,
      );
    }
    rmSync(lockFile, { force: true });
  }
  throw new StateInUse(`The lock ${lockFile} could not be taken.`);
}

function readLock(lockFile: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
  } catch {
    // A lock that cannot be read was cut short by a crash: nobody holds it.
    return undefined;
  }
}

/** Nothing is lost: the previous run's state and logs go to `previous/<time>/`, of which the last few stay. */
function moveAside(root: string): void {
  const previous = join(root, 'previous');
  const present = ['state', 'logs'].filter((name) => existsSync(join(root, name)));
  if (present.length === 0) return;
  const target = join(previous, new Date().toISOString().replaceAll(':', '-'));
  mkdirSync(target, { recursive: true });
  for (const name of present) renameSync(join(root, name), join(target, name));
  const old = readdirSync(previous).toSorted().slice(0, -KEPT_RUNS);
  for (const name of old) rmSync(join(previous, name), { recursive: true, force: true });
}
