/**
 * Time as the rehearsal sees it. Durations are scaled, timestamps never are: API timestamps must stay real,
 * or request signatures, token expiry and `--start-time` filters break.
 */
export interface Clock {
  /** Real wall-clock time, in epoch milliseconds. */
  now(): number;
  /** How many simulated milliseconds pass in one real millisecond (60: a minute lasts a second). */
  readonly speed: number;
  /** The real milliseconds that `simulatedMs` take. */
  toReal(simulatedMs: number): number;
  /** Resolves after `simulatedMs` of simulated time; rejects with the signal's reason when aborted. */
  sleep(simulatedMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls `tick` every `simulatedMs` until the returned function is called. A tick never overlaps itself. */
  every(simulatedMs: number, tick: () => void | Promise<void>): () => void;
}

/** A process starts no faster because waits are shortened; at this speed one on a busy machine still starts in time. */
const MOST_SPEED_OF_STARTS = 4;

/** The real milliseconds of a wait within which a process has to start: scaled less than others. */
export const startUpTime = ({ speed }: Pick<Clock, 'speed'>, simulatedMs: number): number =>
  simulatedMs / Math.min(speed, MOST_SPEED_OF_STARTS);

/** The clock of a running engine. `speed` is between 1 (real time) and 60. */
export function scaledClock(speed: number): Clock {
  if (!(speed >= 1 && speed <= 60)) throw new RangeError(`The speed must be between 1 and 60, not ${speed}.`);
  const clock: Clock = {
    speed,
    now: () => Date.now(),
    toReal: (simulatedMs) => simulatedMs / speed,
    sleep: (simulatedMs, signal) => realSleep(simulatedMs / speed, signal),
    every: (simulatedMs, tick) => repeat(clock, simulatedMs, tick),
  };
  return clock;
}

/** Sleeps of any length: one timer holds at most 2^31-1 ms (24.8 days), far above what is asked here. */
function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', abort);
      resolve();
    }
    function abort() {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    }
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Shared by every clock: ticks follow each other through `sleep`, so a slow tick delays the next one. */
export function repeat(clock: Clock, simulatedMs: number, tick: () => void | Promise<void>): () => void {
  const stop = new AbortController();
  const loop = async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(simulatedMs, stop.signal);
      await tick();
    }
  };
  // A tick that throws is a defect of its owner and must not be lost; only our own abort is expected.
  loop().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return () => stop.abort(new Error('stopped'));
}
