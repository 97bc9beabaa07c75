import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { buildService } from '../../tools/build-service.ts';

/** A bundle of the present sources, outside the repository, so that no node_modules is within its reach. */
export async function buildBundle(): Promise<{ directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'service-bundle-'));
  await buildService(directory);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export interface ServiceProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Log lines so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  /** The first log line with this message. */
  readonly logged: (message: string) => Promise<Record<string, unknown>>;
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
}

/** Starts `main.mjs` as a container would, and waits until it logs that it listens. End it by a signal. */
export async function startBundle(
  directory: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<ServiceProcess> {
  const child = spawnMain(directory, env, args);
  const log: Record<string, unknown>[] = [];
  const waiting = new Map<string, (line: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const entry = JSON.parse(line) as Record<string, unknown>;
    log.push(entry);
    waiting.get(String(entry['msg']))?.(entry);
  });
  // Not `exit`: what it wrote last may still be on its way then.
  const exited = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const logged = (message: string) =>
    Promise.race([
      new Promise<Record<string, unknown>>((resolve) => {
        const seen = log.find(({ msg }) => msg === message);
        if (seen) resolve(seen);
        else waiting.set(message, resolve);
      }),
      exited.then((code) => Promise.reject(new Error(`ended with ${code} before it logged "${message}"`))),
    ]);
  const { url } = await logged('listening');
  return { url: String(url), process: child, log, logged, exited };
}

/** Runs `main.mjs` to its end. */
export async function runBundle(
  directory: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawnMain(directory, env, args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number, stdout, stderr };
}

function spawnMain(cwd: string, env: Record<string, string>, args: readonly string[] = []) {
  return spawn(process.execPath, ['main.mjs', ...args], {
    cwd,
    env: { HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A test that forgot it, or ran out of time, leaves nothing behind.
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
}
