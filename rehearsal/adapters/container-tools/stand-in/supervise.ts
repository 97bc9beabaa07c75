import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watchMemory } from '../../process-runtime/memory-watch.ts';
import { startTimeOf } from '../../state/process-identity.ts';
import type { Settings } from '../settings.ts';
import { removeFolder, writeState, type Container } from './containers.ts';
import { prepareRoot } from './prepare-root.ts';
import { publish } from './published-ports.ts';
import { specOf, startProcess } from './start-process.ts';

export type Stream = 'stdout' | 'stderr';

export interface Supervision {
  /** Of the container's first process. */
  pid: number;
  /** The container's exit code, when its end is written down. */
  exit: Promise<number>;
}

/** Real milliseconds between two looks whether the engine is there. */
const LOOK_MS = 500;
/** Real milliseconds for output of a process that outlives the container's first and holds its pipes. */
const DRAIN_MS = 1000;

/**
 * Starts a container's process and serves its ports until it ends. It ends with whoever supervises it, as its channel tells it,
 * and with the engine. Throws what docker says when it cannot be started.
 */
export async function supervise(
  container: Container,
  { cache, engine }: Settings,
  line: (text: string, stream: Stream) => void,
): Promise<Supervision> {
  const { folder, record } = container;
  const ports = await publish(record.published);
  try {
    const image = await prepareRoot(container, cache);
    const temporaryDirectory = join(folder, 'tmp');
    const child = startProcess({ record, image, temporaryDirectory, listening: ports.answersAt });
    const pid = child.pid ?? 0;
    const ended = endOf(child, line);
    const startedAt = new Date().toISOString();
    const supervisor = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
    writeState(folder, { status: 'running', startedAt, pid, supervisor, ports: ports.ports });
    const watch = setInterval(() => {
      if (startTimeOf(engine.pid) !== engine.startTime) child.kill('SIGKILL');
    }, LOOK_MS);
    const memory = limitMemory(container, child, ended);
    const exit = ended.then(async (exitCode) => {
      clearInterval(watch);
      ports.close();
      const outOfMemory = memory();
      const finishedAt = new Date().toISOString();
      if (record.remove) await removeFolder(folder);
      else writeState(folder, { status: 'exited', exitCode, startedAt, finishedAt, outOfMemory });
      return exitCode;
    });
    return { pid, exit };
  } catch (error) {
    ports.close();
    throw error;
  }
}

/** Returns what ends the watch and tells whether it acted. Its processes are those of a task with one container. */
function limitMemory({ record }: Container, child: ChildProcess, ended: Promise<number>): () => boolean {
  let acted = false;
  const stop = watchMemory(
    {
      scope: { account: '', region: '' },
      taskArn: record.id,
      taskDefinitionArn: '',
      privateAddress: '127.0.0.1',
      containers: [specOf(record)],
    },
    [
      {
        name: record.name,
        pid: child.pid ?? 0,
        exit: ended.then((exitCode) => ({ exitCode })),
        sendPorts() {},
        signal(name) {
          acted = true;
          child.kill(name);
        },
      },
    ],
  );
  return () => {
    stop();
    return acted;
  };
}

/** As a shell says it: 128 and the signal's number. */
async function endOf(child: ChildProcess, line: (text: string, stream: Stream) => void): Promise<number> {
  for (const stream of ['stdout', 'stderr'] as const) {
    const output = child[stream];
    if (output) createInterface({ input: output }).on('line', (text) => line(text, stream));
  }
  const closed = once(child, 'close');
  const [code, name] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const drained = new AbortController();
  await Promise.race([closed, delay(DRAIN_MS, undefined, { signal: drained.signal }).catch(() => {})]);
  drained.abort();
  child.stdout?.destroy();
  child.stderr?.destroy();
  return code ?? 128 + (name ? constants.signals[name] : 0);
}
