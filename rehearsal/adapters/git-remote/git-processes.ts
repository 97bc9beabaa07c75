import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Milliseconds between asking git to end (it removes its locks and temporary files) and ending it. */
const GRACE_MS = 2000;

/**
 * Runs git with nothing of the user's: no configuration, attributes, templates or hooks, no variables but PATH. Each command
 * is a process group of its own, so that what git starts ends with it.
 */
export class GitProcesses {
  readonly #home: string;
  readonly #running = new Map<ChildProcessWithoutNullStreams, Promise<void>>();
  #closed = false;

  /** `home` is an empty directory: git's HOME. */
  constructor(home: string) {
    this.#home = home;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Its output must be read. Throws when `close` was called. */
  spawn(args: readonly string[], environment: Record<string, string> = {}): ChildProcessWithoutNullStreams {
    if (this.#closed) throw new Error('The git remote is closed.');
    const child = spawn('git', args, {
      cwd: this.#home,
      env: { ...this.#environment(), ...environment },
      detached: true,
    });
    // A process that ended does not read; its status says what happened.
    child.stdin.on('error', () => {});
    const gone = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('close', () => resolve());
    });
    this.#running.set(child, gone);
    void gone.then(() => this.#running.delete(child));
    return child;
  }

  /** Resolves with the standard output. Rejects with what git says when it fails. */
  async run(args: readonly string[], environment?: Record<string, string>): Promise<string> {
    const child = this.spawn(args, environment);
    child.stdin.end();
    const [output, complaint, status] = await Promise.all([text(child.stdout), text(child.stderr), statusOf(child)]);
    if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}: ${complaint.trim()}`);
    return output;
  }

  /** Asks the command, and all that it started, to end. */
  end(child: ChildProcessWithoutNullStreams, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone.
    }
  }

  /** Starts nothing more, ends what runs, and resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.keys()];
    const endAll = (signal: 'SIGTERM' | 'SIGKILL') => running.forEach((child) => this.end(child, signal));
    endAll('SIGTERM');
    const late = setTimeout(() => endAll('SIGKILL'), GRACE_MS);
    await Promise.all(this.#running.values());
    clearTimeout(late);
    // A hook has pipes of its own: that git is gone does not say that it is.
    endAll('SIGKILL');
  }

  #environment(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#home,
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      // A state directory on a mounted volume may belong to another user; only repositories made here are opened.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    };
  }
}

const statusOf = (child: ChildProcessWithoutNullStreams): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'no status'));
  });
