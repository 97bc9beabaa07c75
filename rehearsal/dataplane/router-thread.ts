import { Worker } from 'node:worker_threads';
import { assertNever } from '../kernel/assert-never.ts';
import { Signal } from '../kernel/signal.ts';
import type {
  AccessRecord,
  RouterConfig,
  RouterCounts,
  RouterHealthChange,
  RouterSecond,
  TrafficRouter,
} from '../runtime/ports/traffic-router.ts';
import { countsSince } from './counts-since.ts';
import type { RouterCall, RouterReport } from './messages.ts';

type Unnumbered<T> = T extends { call: number } ? Omit<T, 'call'> : never;
type Value = Extract<RouterReport, { type: 'reply' }>['value'];

/** Starts the load balancer in a thread of its own. */
export function routerThread(): TrafficRouter {
  return new RouterThread();
}

class RouterThread implements TrafficRouter {
  readonly health = new Signal<RouterHealthChange[]>();
  readonly seconds = new Signal<RouterSecond>();
  readonly requests = new Signal<AccessRecord[]>();
  readonly #worker = new Worker(new URL('./router-worker.ts', import.meta.url), { name: 'load-balancer' });
  readonly #calls = new Map<number, { resolve: (value: Value) => void; reject: (error: Error) => void }>();
  #nextCall = 1;
  #localPorts: Record<string, number> = {};
  #ended: Error | undefined;

  constructor() {
    this.#worker.on('message', (report: RouterReport) => this.#receive(report));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`The load balancer's thread has ended (${code}).`)));
  }

  async apply(config: RouterConfig): Promise<void> {
    this.#localPorts = (await this.#call({ type: 'apply', config })) as Record<string, number>;
  }

  localPort(listener: string): number | undefined {
    return this.#localPorts[listener];
  }

  async counts(since?: RouterCounts): Promise<RouterCounts> {
    const now = (await this.#call({ type: 'counts' })) as RouterCounts;
    return since ? countsSince(since, now) : now;
  }

  async flush(): Promise<void> {
    await this.#call({ type: 'flush' });
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    await this.#call({ type: 'close' });
    await this.#worker.terminate();
  }

  #call(call: Unnumbered<RouterCall>): Promise<Value> {
    if (this.#ended) return Promise.reject(this.#ended);
    const number = this.#nextCall++;
    return new Promise<Value>((resolve, reject) => {
      this.#calls.set(number, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule means windows; a worker has no origin
      this.#worker.postMessage({ ...call, call: number } satisfies RouterCall);
    });
  }

  #receive(report: RouterReport): void {
    switch (report.type) {
      case 'reply': {
        const waiting = this.#calls.get(report.call);
        this.#calls.delete(report.call);
        if (report.error) waiting?.reject(Object.assign(new Error(report.error.message), { code: report.error.code }));
        else waiting?.resolve(report.value);
        return;
      }
      case 'health':
        return this.health.emit(report.changes);
      case 'second':
        return this.seconds.emit(report.second);
      case 'requests':
        return this.requests.emit(report.records);
      default:
        assertNever(report, 'report of the router');
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#calls.values()) reject(this.#ended);
    this.#calls.clear();
  }
}
