import type { WorkerProcess } from './worker-process.ts';

export interface WorkerPoolOptions {
  start: () => WorkerProcess;
  /** Alive, and with credentials that last. */
  isUsable: (worker: WorkerProcess) => boolean;
  end: (worker: WorkerProcess) => void;
}

/**
 * The workers of one version. One starts at a time: Lambda starts as many as there are requests, each on a machine of its own,
 * but here they would take the processor from one another and from everything else. What waits gets the worker that is free
 * first, and its waiting is no part of its duration.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #idle: WorkerProcess[] = [];
  readonly #waiting: ((worker: WorkerProcess) => void)[] = [];
  #isStarting = false;
  #isRetired = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  take(): Promise<WorkerProcess> {
    const { isUsable, end } = this.#options;
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (isUsable(worker)) return Promise.resolve(worker);
      end(worker);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#startIfNeeded();
    });
  }

  release(worker: WorkerProcess): void {
    const { isUsable, end } = this.#options;
    if (!isUsable(worker)) {
      end(worker);
      this.#startIfNeeded();
      return;
    }
    const waiting = this.#waiting.shift();
    if (waiting) waiting(worker);
    else if (this.#isRetired) end(worker);
    else this.#idle.push(worker);
  }

  /** Idle workers end now, busy ones when they are done. */
  retire(): void {
    this.#isRetired = true;
    for (const worker of this.#idle.splice(0)) this.#options.end(worker);
  }

  #startIfNeeded(): void {
    if (this.#isStarting || this.#waiting.length === 0) return;
    this.#isStarting = true;
    void this.#start();
  }

  async #start(): Promise<void> {
    const worker = this.#options.start();
    await worker.settled;
    this.#isStarting = false;
    // What could not load its code tells that to whoever gets it.
    const waiting = this.#waiting.shift();
    if (waiting) waiting(worker);
    else this.release(worker);
    this.#startIfNeeded();
  }
}
