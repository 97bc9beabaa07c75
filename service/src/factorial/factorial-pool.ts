import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { FactorialWorkerEnded, FactorialsBusy } from './factorial-errors.ts';

interface Job {
  readonly n: number;
  resolve(digits: string): void;
  reject(error: Error): void;
}

/**
 * Large factorials on a bounded number of threads, with a bounded queue before them.
 * Threads start when first needed and are replaced when they end.
 */
@Injectable()
export class FactorialPool implements OnApplicationShutdown {
  readonly #size: number;
  readonly #queueLimit: number;
  readonly #queue: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  #closed = false;
  #lastWorkerFailed = false;

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    this.#size = config.factorialWorkers;
    this.#queueLimit = config.factorialQueue;
  }

  /** Decimal digits of n!. Rejects with {@link FactorialsBusy} when the queue is full. */
  digits(n: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const job: Job = { n, resolve, reject };
      if (this.#closed) return reject(new FactorialWorkerEnded('the service is closing'));
      if (this.#busy.size < this.#size) return this.#start(job);
      if (this.#queue.length >= this.#queueLimit) return reject(new FactorialsBusy());
      this.#queue.push(job);
    });
  }

  /** For the health report: load is no fault, threads that cannot work are. */
  state(): { healthy: boolean; busy: number; queued: number } {
    return { healthy: !this.#lastWorkerFailed, busy: this.#busy.size, queued: this.#queue.length };
  }

  /** After the server has closed, not when shutdown begins: the drain still serves requests. */
  async onApplicationShutdown(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((worker) => worker.terminate()));
  }

  #start(job: Job): void {
    const worker = this.#idle.pop() ?? this.#spawn();
    this.#busy.set(worker, job);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
    worker.postMessage(job.n);
  }

  #spawn(): Worker {
    // Neither secrets nor flags of the process (a test runner's, say) are a thread's business.
    const worker = new Worker(WORKER, { env: compileCache(), execArgv: [] });
    worker.unref();
    worker.on('message', (digits: string) => this.#answer(worker, digits));
    worker.on('error', (error) => this.#discard(worker, error));
    worker.on('exit', (code) => this.#discard(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  #answer(worker: Worker, digits: string): void {
    this.#lastWorkerFailed = false;
    this.#busy.get(worker)?.resolve(digits);
    this.#busy.delete(worker);
    this.#idle.push(worker);
    this.#next();
  }

  /** 'error' is followed by 'exit'; the second call finds nothing left to do. */
  #discard(worker: Worker, cause: unknown): void {
    const idle = this.#idle.indexOf(worker);
    if (idle >= 0) this.#idle.splice(idle, 1);
    const job = this.#busy.get(worker);
    if (!job) return;
    this.#busy.delete(worker);
    this.#lastWorkerFailed = true;
    job.reject(new FactorialWorkerEnded('its thread ended', { cause }));
    this.#next();
  }

  #next(): void {
    const job = this.#closed ? undefined : this.#queue.shift();
    if (job) this.#start(job);
  }
}

/** Beside this file: `.ts` in a checkout, `.js` built by Nest, `.mjs` in the bundle, which keeps it a file of its own. */
const WORKER = new URL(`./factorial-worker${extname(import.meta.url)}`, import.meta.url);

/** Where Node keeps compiled code, if it is told to. */
function compileCache(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('NODE_COMPILE_CACHE')));
}
