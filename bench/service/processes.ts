import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

/** A server under measurement; its output goes into a pipe that another process empties, as a container's does. */
export interface Server {
  readonly url: string;
  /** From the start of the process to its first 200 on `/health/live`, in milliseconds. */
  readonly healthyAfterMs: number;
  /** Processor time of the process, its children and all their threads so far, in microseconds. */
  cpuMicros(): number;
  stop(): Promise<void>;
}

export interface Command {
  readonly command: string;
  /** `{port}` stands for the port. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const CORES = execFileSync('nproc', { encoding: 'utf8' }).trim();
/** With two cores or more the servers share the first, and whoever asks them has the others. */
export const pinned = Number(CORES) > 1 && has('taskset');
if (pinned) execFileSync('taskset', ['-pac', `1-${Number(CORES) - 1}`, String(process.pid)]);

export async function startServer(
  { command, args, cwd, env }: Command,
  scratch: string,
  pin = pinned,
): Promise<Server> {
  const port = await freePort();
  const fifo = join(scratch, `log-${port}`);
  execFileSync('mkfifo', [fifo]);
  const sink = spawn('sh', ['-c', `exec cat ${fifo} > /dev/null`], { stdio: 'ignore' });
  const log = openSync(fifo, 'w');
  const words = [command, ...args.map((word) => word.replace('{port}', String(port)))];
  const before = performance.now();
  const [file = '', ...rest] = pin ? ['taskset', '-c', '0', ...words] : words;
  const child = spawn(file, rest, {
    cwd,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), DRAIN_SECONDS: '0', ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await healthy(url, child, command);
  const healthyAfterMs = performance.now() - before;
  return {
    url,
    healthyAfterMs,
    cpuMicros: () => treeOf(child.pid ?? 0).reduce((sum, pid) => sum + cpuMicrosOf(pid), 0),
    async stop() {
      const ended = Promise.all([once(child, 'exit'), once(sink, 'exit')]);
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function healthy(url: string, child: ChildProcess, name: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    try {
      const { statusCode, body } = await request(`${url}/health/live`);
      await body.dump();
      if (statusCode === 200) return;
    } catch {
      // Not listening yet.
    }
    await sleep(1);
  }
  child.kill('SIGKILL');
  throw new Error(`${name} was not healthy within 20 s`);
}

/** proc(5), /proc/pid/task/tid/schedstat: time on the processor in nanoseconds; /proc/pid/stat knows hundredths only. */
function cpuMicrosOf(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
  }
  return nanoseconds / 1000;
}

function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function has(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
