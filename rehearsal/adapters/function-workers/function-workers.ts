import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  FunctionCode,
  FunctionWorkers,
  StagedCode,
  WorkerConfiguration,
  WorkerInvocation,
  WorkerOutcome,
} from '../../runtime/ports/function-workers.ts';
import { CodeStore } from './code-store.ts';
import { WorkerPool } from './worker-pool.ts';
import { WorkerProcess } from './worker-process.ts';

export interface ProcessWorkersOptions {
  /** For copies of the code; a new folder in the system's temporary one without it. Must be outside the repository. */
  directory?: string;
  /** For a second copy, which the next engine runs. Without it code cannot be staged again. */
  keep?: string;
  /** Told of each process, so that the next start can end it after a crash. */
  started?(pid: number): void;
}

/** A worker whose credentials end sooner than this is not used again, in milliseconds. */
const EXPIRY_MARGIN_MS = 60_000;

/** Handlers in processes of their own; idle ones are kept warm until the engine stops or the function changes. */
export function processWorkers(options: ProcessWorkersOptions = {}): FunctionWorkers {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'functions-'));
  const code = new CodeStore(directory, options.keep);
  const pools = new Map<string, WorkerPool>();
  const all = new Set<WorkerProcess>();
  let isStopped = false;

  const end = async (worker: WorkerProcess) => {
    await worker.end();
    all.delete(worker);
  };

  function start(configuration: WorkerConfiguration): WorkerProcess {
    const launch = configuration.launch();
    const environment = {
      ...launch.environment,
      _HANDLER: configuration.handler,
      LAMBDA_TASK_ROOT: configuration.root,
    };
    const worker = new WorkerProcess({ ...launch, environment }, configuration.root, join(directory, 'compile-cache'));
    all.add(worker);
    if (worker.pid !== undefined) options.started?.(worker.pid);
    return worker;
  }

  const poolOf = (configuration: WorkerConfiguration): WorkerPool => {
    const pool =
      pools.get(configuration.key) ??
      new WorkerPool({
        start: () => start(configuration),
        isUsable: (worker) => !isStopped && worker.isAlive && worker.launch.expiresAt > Date.now() + EXPIRY_MARGIN_MS,
        end: (worker) => void end(worker),
      });
    pools.set(configuration.key, pool);
    return pool;
  };

  return {
    stage: (source: FunctionCode): Promise<StagedCode> => Promise.resolve().then(() => code.stage(source)),
    restage: (staged: StagedCode) => code.restage(staged),

    async invoke(configuration: WorkerConfiguration, invocation: WorkerInvocation): Promise<WorkerOutcome> {
      if (isStopped) throw new Error('The rehearsal ends: no function starts any more.');
      const pool = poolOf(configuration);
      const worker = await pool.take();
      try {
        return await worker.invoke(invocation);
      } finally {
        pool.release(worker);
      }
    },

    retire(key: string): void {
      pools.get(key)?.retire();
      pools.delete(key);
    },

    async stop(): Promise<void> {
      isStopped = true;
      await Promise.all([...all].map(end));
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
