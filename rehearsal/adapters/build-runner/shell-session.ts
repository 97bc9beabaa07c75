import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { BuildShell } from '../../runtime/ports/build-runner.ts';
import { COMMAND_HEAD, driverScript } from './shell-driver.ts';

export interface ShellSettings {
  /** `bash`, `sh` … */
  program: string;
  /** What the shell believes to be called: bash as `sh` is in POSIX mode. */
  argv0: string;
  cwd: string;
  environment: Record<string, string>;
  /** For scripts; made when missing. */
  directory: string;
  /** Tells the end of commands apart from their output; nobody can guess it. */
  mark: string;
  line(text: string): void;
  started(pid: number): void;
  ended(pid: number): void;
}

export interface ShellSession extends BuildShell {
  /** Lets the shell end, then ends all that it started. */
  close(): Promise<void>;
}

/** What a shell says of a process that was killed. */
const KILLED = 137;
/** Real milliseconds for output of a process that left the group and holds the pipe. */
const DRAIN_MS = 1000;

/** One shell for all commands of a build, in a process group of its own. Throws when there is no such shell. */
export async function openShellSession(settings: ShellSettings): Promise<ShellSession> {
  mkdirSync(settings.directory, { recursive: true });
  const driver = join(settings.directory, 'driver.sh');
  writeFileSync(driver, driverScript(settings.directory, settings.mark));
  const child = spawn(settings.program, ['-c', `exec 2>&1 4>&1; . ${quoted(driver)}`], {
    argv0: settings.argv0,
    cwd: settings.cwd,
    env: settings.environment,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    detached: true,
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`There is no shell "${settings.program}" on this machine.`, { cause: error });
  }
  return new Session(child, settings);
}

class Session implements ShellSession {
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #control: Writable;
  readonly #settings: ShellSettings;
  readonly #closed: Promise<unknown>;
  #finish: ((status: number) => void) | undefined;
  #gone = false;
  #text = '';

  constructor(child: ChildProcess, settings: ShellSettings) {
    this.#child = child;
    this.#pid = child.pid ?? 0;
    this.#settings = settings;
    this.#control = child.stdio[3] as Writable;
    // It may be gone before it reads; its exit is what counts.
    this.#control.on('error', () => {});
    settings.started(this.#pid);
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    this.#closed = once(child, 'close');
    child.once('exit', () => {
      this.#gone = true;
      // Only when somebody killed it: an end that was asked for has no command under way.
      if (this.#finish) this.kill();
      this.#finish?.(KILLED);
      settings.ended(this.#pid);
    });
  }

  run(command: string, succeeding: boolean): Promise<number> {
    if (this.#gone) return Promise.resolve(KILLED);
    writeFileSync(join(this.#settings.directory, 'script.sh'), `${COMMAND_HEAD}${command}\n`);
    return new Promise((resolve) => {
      this.#finish = (status) => {
        this.#finish = undefined;
        resolve(status);
      };
      this.#control.write(succeeding ? '1\n' : '0\n');
    });
  }

  async exported(names: readonly string[]): Promise<Record<string, string>> {
    const values: Record<string, string> = {};
    for (const name of names) {
      const file = join(this.#settings.directory, 'value');
      const status = await this.run(`printenv ${name} > ${quoted(file)}`, true);
      // Status 1: no such variable.
      if (status === 0) values[name] = (await readFile(file, 'utf8')).replace(/\n$/, '');
    }
    return values;
  }

  kill(): void {
    try {
      process.kill(-this.#pid, 'SIGKILL');
    } catch {
      // All of the group are gone.
    }
  }

  async close(): Promise<void> {
    this.#control.end();
    if (!this.#gone) await once(this.#child, 'exit');
    // What its commands left in the background.
    this.kill();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => {
      timer = setTimeout(resolve, DRAIN_MS);
    });
    await Promise.race([this.#closed, enough]);
    clearTimeout(timer);
    this.#child.stdout?.destroy();
    if (this.#text) this.#settings.line(this.#text);
    this.#text = '';
  }

  #read(chunk: string): void {
    const lines = (this.#text + chunk).split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#line(line.replace(/\r$/, ''));
  }

  /** The end of a command may stand behind a line that its output did not end. */
  #line(line: string): void {
    const [before = '', report] = line.split(`\u001E${this.#settings.mark} `);
    if (report === undefined) return this.#settings.line(line);
    if (before) this.#settings.line(before);
    this.#finish?.(Number.parseInt(report, 10));
  }
}

/** For a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
