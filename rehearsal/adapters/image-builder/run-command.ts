import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface BuildCommand {
  /** For messages: the Dockerfile's line. */
  line: number;
  command: { shell: string } | { argv: string[] };
  cwd: string;
  environment: Record<string, string>;
  /** Folder for a `node` that is this process's own. */
  shimDirectory: string;
  timeoutMs: number;
  log: (line: string) => void;
}

/** Runs one RUN step; throws when it does not end with 0 in time. */
export async function runCommand(step: BuildCommand): Promise<void> {
  const [program, ...args] = 'shell' in step.command ? ['/bin/sh', '-c', step.command.shell] : step.command.argv;
  if (!program) throw new Error(`Dockerfile line ${step.line}: RUN names no program.`);
  // A group of its own, so that a time-out ends what the command started, too.
  const child = spawn(isNode(program) ? process.execPath : program, args, {
    cwd: step.cwd,
    env: {
      HOME: step.cwd,
      ...step.environment,
      PATH: `${nodeShim(step.shimDirectory)}:${step.environment['PATH'] ?? BASE_PATH}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', step.log);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  }, step.timeoutMs);
  const outcome = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `it ended with ${code ?? signal}`));
  });
  clearTimeout(timer);
  if (timedOut) throw new Error(`Dockerfile line ${step.line}: RUN took longer than ${step.timeoutMs / 1000} s.`);
  if (outcome) throw new Error(`Dockerfile line ${step.line}: RUN failed: ${outcome}.`);
}

const BASE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const isNode = (program: string) => program === 'node' || program.endsWith('/node');

function nodeShim(directory: string): string {
  const node = join(directory, 'node');
  if (!existsSync(node)) {
    mkdirSync(directory, { recursive: true });
    symlinkSync(process.execPath, node);
  }
  return directory;
}
