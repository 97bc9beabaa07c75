/** Why what was under way when an engine ended has failed, as its records and events say. */
export const ENGINE_ENDED = 'The engine ended while this was under way.';

/**
 * A part of the rehearsed world that survives its engine. All parts are saved in one go, so what they say of each other
 * agrees, and restored before any of them is used.
 */
export interface Persistent {
  /** The part's key in the saved state; it never changes. */
  readonly name: string;
  /**
   * Everything that must survive, as values that the structured clone algorithm takes: plain objects, arrays, maps, sets; no
   * functions and no classes of our own. Synchronous, and without an effect.
   */
  save(): unknown;
  /** Takes what `save` gave, in another process. Called once, on an empty part. Starts nothing. */
  restore(saved: unknown): void;
  /** Called after every part was restored: starts again what ran, and ends what cannot go on, saying so. */
  resume?(): Promise<void> | void;
}
