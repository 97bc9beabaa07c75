import { repeat, type Clock } from './clock.ts';

interface Sleeper {
  at: number;
  wake: () => void;
}

/** A clock for tests: time moves only when `advance` is called, and sleepers wake in order. */
export class ManualClock implements Clock {
  readonly speed = 1;
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  toReal(simulatedMs: number): number {
    return simulatedMs;
  }

  sleep(simulatedMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper: Sleeper = { at: this.#now + simulatedMs, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  every(simulatedMs: number, tick: () => void | Promise<void>): () => void {
    return repeat(this, simulatedMs, tick);
  }

  /** Moves time by `ms`, waking each sleeper at its own moment and letting what it starts run before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#sleepers.filter((s) => s.at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets pending promise callbacks run: setImmediate fires after the microtask queue is empty. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}
