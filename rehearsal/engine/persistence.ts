import { serialize } from 'node:v8';
import type { SnapshotFile } from '../adapters/state/snapshot-file.ts';
import { messageOf } from '../kernel/aws-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Persistent } from '../kernel/persistent.ts';

/** Real milliseconds between two saves: what a killed engine loses at most, while saving is quick. */
const SAVE_EVERY_MS = 250;
/** Saving takes no more than this share of the time: a large world is saved less often. */
const SAVING_SHARE = 0.05;

export interface PersistenceDependencies {
  clock: Clock;
  log: Log;
  file: SnapshotFile;
  /** In the order in which they are resumed. */
  parts: readonly Persistent[];
}

/** The saved world: read once, and written again and again until the engine ends. */
export class Persistence {
  readonly #deps: PersistenceDependencies;
  readonly #ended = new AbortController();
  #written: Uint8Array | undefined;
  #saving: Promise<void> = Promise.resolve();
  #last: Promise<void> = Promise.resolve();
  #failure: string | undefined;
  /** Of the last save: nothing else ran meanwhile. Writing is the system's. */
  #tookMs = 0;

  constructor(deps: PersistenceDependencies) {
    this.#deps = deps;
  }

  /** Before anything uses the parts. A part that is not in the snapshot stays empty. Throws SnapshotUnreadable. */
  restore(): void {
    const { file, parts } = this.#deps;
    const saved = (file.read() ?? {}) as Record<string, unknown>;
    for (const part of parts)
      try {
        if (part.name in saved) part.restore(saved[part.name]);
      } catch (error) {
        throw file.unfit(`was saved by an engine with other ${part.name}`, error);
      }
  }

  /** Once clients can reach the parts, as what starts again is a client too. What cannot go on is told; the rest goes on. */
  async resume(): Promise<void> {
    for (const part of this.#deps.parts)
      try {
        await part.resume?.();
      } catch (error) {
        this.#deps.log.error(`The saved state could not be resumed: ${part.name}.`, { error: messageOf(error) });
      }
  }

  /** Saves from now on, whenever something has changed. */
  start(): void {
    this.#saving = this.#keepSaving().catch((error: unknown) => {
      if (!this.#ended.signal.aborted) throw error;
    });
  }

  /** Saves once more, and then never again: what an ending engine does to its parts is nothing to come back to. */
  async close(): Promise<void> {
    this.#ended.abort(new Error('The engine ends.'));
    await this.#saving;
    await this.save();
  }

  async #keepSaving(): Promise<void> {
    const { clock } = this.#deps;
    for (;;) {
      await this.save();
      const pause = Math.max(SAVE_EVERY_MS, this.#tookMs / SAVING_SHARE);
      await clock.sleep(pause * clock.speed, this.#ended.signal);
    }
  }

  /** Saves now, what has changed. A failure is told in the log, and tried again soon. */
  save(): Promise<void> {
    // One after the other: an older state must not be written over a newer one.
    this.#last = this.#last.then(() => this.#saveOnce());
    return this.#last;
  }

  async #saveOnce(): Promise<void> {
    const { file, parts, log } = this.#deps;
    try {
      const began = performance.now();
      const bytes = serialize(Object.fromEntries(parts.map((part) => [part.name, part.save()])));
      this.#tookMs = performance.now() - began;
      if (this.#written && bytes.equals(this.#written)) return;
      await file.write(bytes);
      this.#written = bytes;
      this.#failure = undefined;
    } catch (error) {
      // Told once: the next attempt comes soon.
      if (messageOf(error) !== this.#failure) log.error('The state could not be saved.', { error: messageOf(error) });
      this.#failure = messageOf(error);
    }
  }
}
