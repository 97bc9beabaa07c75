import { Worker } from 'node:worker_threads';
import { attribute } from './attribute.ts';
import { type LoadOptions, loadPlan } from './load-options.ts';
import type { LoadReport, LoadSnapshot } from './load-report.ts';
import type { FromLoad, ToLoad } from './messages.ts';

export interface Load {
  /** What was last heard from the load, at most a fifth of a second old. */
  snapshot(): LoadSnapshot;
  /** Requests that are due from now on belong to this phase. */
  phase(name: string): void;
  /**
   * Ends the load: nothing more is sent, open requests are waited for (no longer than their time-out).
   * `versionOfTrace` tells the version of requests whose answers did not; the load balancer's access log knows.
   */
  stop(versionOfTrace?: (trace: string) => string | undefined): Promise<LoadReport>;
  /** Resolves when the load has ended, by itself or by `stop`; rejects when its thread broke. */
  readonly ended: Promise<LoadReport>;
}

/** Starts an open-loop load in a thread of its own. It ends by itself; `stop` only ends it sooner. */
export function startLoad(options: LoadOptions): Load {
  const plan = loadPlan(options);
  const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: plan });
  let last: LoadSnapshot = emptySnapshot(plan.phase);
  const finished = new Promise<Extract<FromLoad, { kind: 'ended' }>>((resolve, reject) => {
    worker.on('message', (message: FromLoad) => {
      if (message.kind === 'snapshot') last = message.snapshot;
      else resolve(message);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The load's thread ended with ${code} and without a report.`)));
  });
  // Whoever waits for the end hears of a failure; without anybody waiting it must not end the process.
  finished.catch(() => {});
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
  const post = (message: ToLoad) => worker.postMessage(message);
  return {
    snapshot: () => last,
    phase: (name) => post({ kind: 'phase', name }),
    async stop(versionOfTrace) {
      post({ kind: 'stop' });
      const { report, unattributed } = await finished;
      return versionOfTrace ? attribute(report, unattributed, versionOfTrace) : report;
    },
    get ended() {
      return finished.then(({ report }) => report);
    },
  };
}

const emptySnapshot = (phase: string): LoadSnapshot => ({
  at: Date.now(),
  phase,
  sent: 0,
  answered: 0,
  failed: 0,
  inFlight: 0,
  byVersion: {},
  lastSecond: { sent: 0, failed: 0, p99: undefined },
  p99: undefined,
});
