/** Unverified: ECS throttles services whose tasks repeatedly fail to start, with growing waits; this maximum is assumed. */
const LONGEST_MS = 27 * 60_000;
/** Unverified as well. */
const FIRST_MS = 10_000;

/** Simulated milliseconds that a task set waits before the next start, after `failures` tasks in a row that never ran. */
export const startDelayMs = (failures: number): number =>
  failures <= 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));

/** A task that ran and then ended is replaced without throttling; the scheduler's own pace is assumed. */
export const REPLACEMENT_PACE_MS = 5_000;

/** Failures in a row after which the service says that it cannot start tasks consistently (number assumed). */
export const UNABLE_TO_START_AFTER = 3;
