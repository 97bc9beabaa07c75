import { writeSync } from 'node:fs';

/** How long to wait for a reader that is slower than the writer before asking again. */
const RETRY_MS = 2;

/**
 * File descriptor 1, written to the end before `write` returns. `process.stdout` is not enough: when its pipe is full it
 * queues the rest, and the queue is lost when the process exits by an error or `process.exit`.
 * A reader that is slow makes the process wait, as a blocking log driver does; one that is gone is no fault.
 */
export const standardOutputFile = {
  write(text: string): void {
    let rest: Uint8Array = Buffer.from(text);
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(1, rest));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EPIPE') return;
        // Whoever opened the pipe may have made it non-blocking.
        if (code !== 'EAGAIN') throw error;
        Atomics.wait(SLEEPER, 0, 0, RETRY_MS);
      }
    }
  },
};

const SLEEPER = new Int32Array(new SharedArrayBuffer(4));
