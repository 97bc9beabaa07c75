import { spawn } from 'node:child_process';
import { createWriteStream, openSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface CommandRun {
  /** Where standard output and error go, appended. */
  logFile: string;
  cwd: string;
  /** Values for `{name}` in the command's words. */
  values?: Record<string, string>;
  environment?: Record<string, string>;
  signal: AbortSignal;
  /** Called for each line of standard output. */
  onLine?: (line: string) => void;
}

/** A command of the product that ended with another status than 0. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: number | null;

  constructor(words: string[], exitCode: number | null, logFile: string, tail: string) {
    super(
      `"${words.join(' ')}" ended with ${exitCode === null ? 'a signal' : `status ${exitCode}`}. Its log is ${logFile}.\n${tail}`,
    );
    this.exitCode = exitCode;
  }
}

/** Runs a command of the product to its end. Aborting the signal ends its whole process group. */
export async function runCommand(template: string[], run: CommandRun): Promise<void> {
  const words = template.map((word) =>
    word.replace(/\{(\w+)\}/g, (whole, name: string) => run.values?.[name] ?? whole),
  );
  const [program = '', ...args] = words;
  run.signal.throwIfAborted();
  // Opened at once: a log that cannot be kept is the caller's error, not one that surfaces when nobody listens.
  const log = createWriteStream(run.logFile, { fd: openSync(run.logFile, 'a') });
  // A full disk must not end the command that writes; its last lines are kept in memory, too.
  log.on('error', () => {});
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: run.cwd,
    // A group of its own, so that what it starts can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutAws(process.env), ...run.environment, PATH: pathWithThisNode() },
  });
  const stop = () => endGroup(child.pid, 'SIGTERM');
  run.signal.addEventListener('abort', stop, { once: true });
  // This process may end before its command does: at a second Ctrl-C it waits for nothing.
  const kill = () => endGroup(child.pid, 'SIGKILL');
  process.once('exit', kill);
  const tail: string[] = [];
  const keep = (line: string) => {
    tail.push(line);
    if (tail.length > 20) tail.shift();
  };
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      eachLine(child.stdout, (line) => {
        log.write(`${line}\n`);
        keep(line);
        run.onLine?.(line);
      });
      eachLine(child.stderr, (line) => {
        log.write(`${line}\n`);
        keep(line);
      });
      child.once('error', reject);
      child.once('close', resolve);
    });
    run.signal.throwIfAborted();
    if (exitCode !== 0) throw new CommandFailed(words, exitCode, run.logFile, tail.join('\n'));
  } finally {
    run.signal.removeEventListener('abort', stop);
    process.off('exit', kill);
    await new Promise<void>((resolve) => log.end(() => resolve()));
  }
}

/** The node that runs the engine comes first, so that `npm`, `npx` and `cdk` scripts use the pinned one. */
const pathWithThisNode = () =>
  [dirname(process.execPath), join(process.cwd(), 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);

/**
 * A rehearsal must never reach a real account: nothing of the user's AWS settings (profile, session, endpoints) is handed on,
 * and what a command needs is in `CommandRun.environment`.
 */
const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));

function endGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}
