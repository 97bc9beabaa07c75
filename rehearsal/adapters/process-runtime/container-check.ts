import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../kernel/aws-error.ts';
import type { CheckResult } from '../../runtime/ports/task-runtime.ts';
import { environmentOf, programOf, type ContainerStart } from './container-process.ts';

export interface CheckOptions {
  /** Real milliseconds, then the process is killed and the check failed. */
  timeoutMs: number;
  /** Aborts when the container ends; the check ends with it. */
  ended: AbortSignal;
  spawned: (pid: number) => void;
  gone: (pid: number) => void;
}

/** Docker keeps this much of what a check printed. Source: Docker, HEALTHCHECK. */
const OUTPUT_LIMIT = 4096;

/** Runs a health check's command as a process of the container, without the container's faults. Never rejects. */
export async function runCheck(
  start: ContainerStart,
  command: readonly string[],
  options: CheckOptions,
): Promise<CheckResult> {
  try {
    return await run(start, argumentsOf(start, command), options);
  } catch (error) {
    return { passed: false, output: messageOf(error) };
  }
}

function argumentsOf({ image }: ContainerStart, [kind, ...rest]: readonly string[]): readonly string[] {
  if (kind !== 'CMD-SHELL') return rest;
  if (!existsSync(join(image.root, '/bin/sh')))
    throw new Error('CMD-SHELL: the image has no /bin/sh; use CMD with a program of the image.');
  return ['/bin/sh', '-c', ...rest];
}

function run(start: ContainerStart, argv: readonly string[], options: CheckOptions): Promise<CheckResult> {
  const { spec, image } = start;
  const { program, args } = programOf(image, argv);
  // It is not process 1 of its container, so signals do what they do elsewhere.
  const environment = environmentOf({ ...start, spec: { ...spec, initProcess: true }, faults: [] });
  const child = spawn(program, args([]), {
    cwd: join(image.root, spec.workingDirectory ?? image.workingDirectory),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) {
    child.once('error', () => {});
    return Promise.resolve({ passed: false, output: `${program} could not be started.` });
  }
  options.spawned(pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      output = (output + text.toString('utf8')).slice(0, OUTPUT_LIMIT);
    });
  let isLate = false;
  const kill = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, options.timeoutMs);
  options.ended.addEventListener('abort', kill);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      options.ended.removeEventListener('abort', kill);
      options.gone(pid);
      const why = isLate ? `The check took more than ${options.timeoutMs} ms. ${output}` : output;
      resolve({ passed: code === 0 && !isLate, output: why.trim() });
    });
  });
}
