import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { messageOf } from '../../kernel/aws-error.ts';
import { PROBE_STATUS, probeImage } from './probe-image.ts';

export interface RealRuntime {
  name: 'docker' | 'podman';
  /** Absolute path. */
  program: string;
}

/** Real milliseconds for all runtimes together. */
const LIMIT_MS = 10_000;

/**
 * The first of docker and podman on `path` that really runs a container with a published port, as builds will; otherwise why
 * none does. A client without its daemon, or a runtime without the right to make containers, does not count.
 */
export async function probeRuntime(
  path: string,
  limitMs: number = LIMIT_MS,
): Promise<{ runtime?: RealRuntime; why: string }> {
  const deadline = performance.now() + limitMs;
  const reasons: string[] = [];
  for (const name of ['docker', 'podman'] as const) {
    const program = programIn(path, name);
    const failure = program ? await failureOf(program, deadline) : 'not in PATH';
    if (program && failure === undefined) return { runtime: { name, program }, why: 'it ran a container' };
    reasons.push(`${name}: ${failure}`);
  }
  return { why: reasons.join('; ') };
}

function programIn(path: string, name: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Undefined when it ran a container. */
async function failureOf(program: string, deadline: number): Promise<string | undefined> {
  const image = `rehearsal-probe:${randomBytes(6).toString('hex')}`;
  try {
    const imported = await run(program, ['import', '-', image], deadline, await probeImage());
    if (imported.status !== 0) return imported.reason;
    const ran = await run(program, ['run', '--rm', '--publish', '127.0.0.1::8080', image, '/probe'], deadline);
    return ran.status === PROBE_STATUS ? undefined : ran.reason;
  } catch (error) {
    return messageOf(error);
  } finally {
    // Whatever came of it, nothing stays behind; its own failure tells nothing new.
    await run(program, ['rmi', '--force', image], performance.now() + LIMIT_MS).catch(() => {});
  }
}

interface Outcome {
  status: number | null;
  /** What it said last, or how it ended. */
  reason: string;
}

/** Never longer than the deadline; rejects when the program cannot be started. */
function run(program: string, args: string[], deadline: number, input?: Buffer): Promise<Outcome> {
  const left = deadline - performance.now();
  if (left <= 0) return Promise.resolve({ status: null, reason: 'the time for the probe was over' });
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4096)));
  // It may end before it reads.
  child.stdin.on('error', () => {}).end(input);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, left);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      // Docker ends with advice about its help.
      const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.includes('--help'));
      const said = lines.at(-1)?.trim().replace(/\.$/, '');
      resolve({
        status,
        reason: late ? `${args[0]} took too long` : said || `${args[0]} ended with ${status ?? signal}`,
      });
    });
  }).finally(() => clearTimeout(timer)) as Promise<Outcome>;
}
