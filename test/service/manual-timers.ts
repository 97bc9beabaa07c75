import type { Timers } from '../../service/src/health/background-check.ts';

/** Time that passes when the test says so. */
export class ManualTimers implements Timers {
  #now = 0;
  readonly #pending = new Set<{ readonly at: number; call(): void }>();

  /** How many calls are still to come. */
  get pending(): number {
    return this.#pending.size;
  }

  after(milliseconds: number, call: () => void): () => void {
    const entry = { at: this.#now + milliseconds, call };
    this.#pending.add(entry);
    return () => void this.#pending.delete(entry);
  }

  /** Passes the time in order of what is due, and lets promises settle after each call. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settled();
    for (let next = this.#first(until); next; next = this.#first(until)) {
      this.#pending.delete(next);
      this.#now = next.at;
      next.call();
      await settled();
    }
    this.#now = until;
  }

  #first(until: number): { readonly at: number; call(): void } | undefined {
    return [...this.#pending].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

/** All promise callbacks that are ready have run before the event loop's next turn. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
