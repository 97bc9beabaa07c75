import type { INestApplication } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';

const SIGNALS = { SIGTERM: 15, SIGINT: 2 } as const;
type Signal = keyof typeof SIGNALS;

/** The first signal drains and exits with 0; the second ends the process at once, with the code a shell would show. */
export function terminateOnSignals(app: INestApplication, log: FastifyBaseLogger): void {
  let first: Signal | undefined;
  const onSignal = (signal: Signal): void => {
    if (first === undefined) {
      first = signal;
      log.info({ signal }, 'draining');
      return;
    }
    log.warn({ signal }, 'a second signal: ending at once, unanswered requests are lost');
    process.exit(128 + SIGNALS[signal]);
  };
  for (const signal of Object.keys(SIGNALS) as Signal[]) process.on(signal, onSignal);
  // Process 1 of a container dies of no signal by itself, so Nest must call exit.
  app.enableShutdownHooks(Object.keys(SIGNALS), { useProcessExit: true });
}
