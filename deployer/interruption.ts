/** Aborted by the first Ctrl-C or SIGTERM; a later one ends the process at once with `exitCode`. */
export function interruption(exitCode: number): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = () => {
    firstAt ??= Date.now();
    controller.abort(new Error('Interrupted.'));
    if (Date.now() - firstAt > ONE_KEYSTROKE_MS) process.exit(exitCode);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

/** A terminal's Ctrl-C reaches us directly and once more through npm; both within this time are one. */
const ONE_KEYSTROKE_MS = 400;
