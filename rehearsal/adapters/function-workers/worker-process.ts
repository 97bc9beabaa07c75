import { spawn, type ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type {
  FunctionFailure,
  WorkerInvocation,
  WorkerLaunch,
  WorkerOutcome,
} from '../../runtime/ports/function-workers.ts';
import type { InvokeMessage, WorkerMessage } from './worker-messages.ts';

const BOOTSTRAP = fileURLToPath(new URL('./worker-bootstrap.ts', import.meta.url));
/** Real milliseconds for loading the code; a slower load counts as the invocation's. Source: developer guide, "Init phase". */
const INIT_LIMIT_MS = 10_000;

/** One process with one handler, which serves one invocation at a time. */
export class WorkerProcess {
  readonly launch: WorkerLaunch;
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();
  readonly exited: Promise<string>;
  /** Resolves when the handler is loaded; a failure to load is a value, since nobody may be waiting yet. */
  readonly #loaded: Promise<FunctionFailure | 'ready' | 'exit'>;
  #initMs: number | undefined;
  #isFirst = true;
  #hasExited = false;
  /** What was printed while nobody was served: while the code was loaded. */
  readonly #early: string[] = [];
  #onLog: (message: string) => void = (message) => void this.#early.push(message);
  #onMessage: (message: WorkerMessage) => void = () => {};

  /** @param compileCache folder where Node keeps compiled code, so that only the first of many workers compiles */
  constructor(launch: WorkerLaunch, root: string, compileCache: string) {
    this.launch = launch;
    this.#child = spawn(process.execPath, [BOOTSTRAP], {
      cwd: root,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        ...launch.environment,
        REHEARSAL_COMPILE_CACHE: compileCache,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = new Promise((resolve) => {
      const end = (status: string) => {
        this.#hasExited = true;
        resolve(status);
      };
      this.#child.once('exit', (code, signal) =>
        end(signal ? `signal: ${signal.toLowerCase()}` : `exit status ${code}`),
      );
      this.#child.once('error', (error) => end(error.message));
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#onLog(line));
    this.#loaded = new Promise((resolve) => {
      this.#child.on('message', (message: WorkerMessage) => {
        if (message.type === 'log') this.#onLog(message.message);
        else if (message.type === 'ready') {
          this.#initMs = performance.now() - this.#startedAt;
          resolve('ready');
        } else if (message.type === 'init-failure') resolve(message.failure);
        else this.#onMessage(message);
      });
      void this.exited.then(() => resolve('exit'));
    });
  }

  /** Resolves when the code is loaded, cannot be loaded, or takes too long. */
  get settled(): Promise<unknown> {
    return within(INIT_LIMIT_MS, this.#loaded);
  }

  get isAlive(): boolean {
    return !this.#hasExited && this.#child.connected;
  }

  /** The process that serves it, for the engine's ledger. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** After a time-out, an exit or a failure to load the worker is not usable again: `isAlive` is false. */
  async invoke(invocation: WorkerInvocation): Promise<WorkerOutcome> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    this.#onLog = (message) => invocation.log(message);
    invocation.started(this.launch.logStream);
    for (const message of this.#early.splice(0)) invocation.log(message);
    const loaded = await within(Math.max(INIT_LIMIT_MS, invocation.timeoutMs), this.#loaded);
    const init = isFirst && this.#initMs !== undefined ? { initMs: this.#initMs } : {};
    if (loaded === undefined) return this.#failed({ kind: 'timeout' }, invocation.timeoutMs, init);
    if (loaded === 'exit') return this.#failed({ kind: 'exit', status: await this.exited }, 0, init);
    if (loaded !== 'ready') return this.#failed({ kind: 'failure', failure: loaded }, 0, init);
    const startedAt = performance.now();
    const answer = new Promise<WorkerMessage | string>((resolve) => {
      this.#onMessage = resolve;
      void this.exited.then(resolve);
    });
    const { requestId, payload, functionArn, timeoutMs } = invocation;
    const message: InvokeMessage = {
      type: 'invoke',
      requestId,
      payload,
      functionArn,
      deadline: Date.now() + timeoutMs,
    };
    this.#child.send(message);
    const answered = await within(timeoutMs, answer);
    const durationMs = performance.now() - startedAt;
    if (answered === undefined) return this.#failed({ kind: 'timeout' }, timeoutMs, init);
    if (typeof answered === 'string') return this.#failed({ kind: 'exit', status: answered }, durationMs, init);
    if (answered.type === 'result')
      return { result: { kind: 'value', payload: answered.payload }, durationMs, memoryMb: answered.memoryMb, ...init };
    if (answered.type === 'failure')
      return {
        result: { kind: 'failure', failure: answered.failure },
        durationMs,
        memoryMb: answered.memoryMb,
        ...init,
      };
    throw new Error(`A function's process answered ${answered.type} to an invocation.`);
  }

  /** A function's process has nothing to save: it is ended at once. */
  async end(): Promise<void> {
    if (!this.#hasExited) this.#child.kill('SIGKILL');
    await this.exited;
  }

  async #failed(
    result: WorkerOutcome['result'],
    durationMs: number,
    init: { initMs?: number },
  ): Promise<WorkerOutcome> {
    await this.end();
    return { result, durationMs, memoryMb: 0, ...init };
  }
}

/** Undefined when the promise takes longer. */
async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
