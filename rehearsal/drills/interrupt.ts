/** A terminal's Ctrl-C reaches us directly and once more through npm; both within this time are one. */
const ONE_KEYSTROKE_MS = 400;

/**
 * Runs `work` with a signal that aborts at the first Ctrl-C or SIGTERM, so that it can end what it started.
 * A second one ends this process at once: children notice that their engine is gone and end themselves.
 */
export async function interruptible(work: (interrupted: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = () => {
    const now = Date.now();
    if (firstAt === undefined) {
      firstAt = now;
      controller.abort(new Error('Interrupted.'));
    } else if (now - firstAt > ONE_KEYSTROKE_MS) {
      process.exit(130);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
