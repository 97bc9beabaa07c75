import type { Gateways } from './aws/gateways.ts';
import type { Line } from './line.ts';
import type { Time } from './time.ts';

/** What every command gets. */
export interface Context {
  aws: Gateways;
  time: Time;
  print(line: Line): void;
  /** Aborted by Ctrl-C: watching ends, the deployment does not. */
  interrupted: AbortSignal;
  /** Milliseconds between two looks. */
  pollMs: number;
  /** Milliseconds of a minute of metrics, where time is shortened. */
  minuteMs?: number;
  /** Milliseconds after which watching ends, the deployment does not. */
  timeoutMs: number;
}

/** A pause between two looks, ± 10 % so that many watchers do not ask in step. */
export const pause = (context: Context, factor = 1): Promise<void> =>
  context.time.sleep(context.pollMs * factor * (0.9 + Math.random() * 0.2), context.interrupted);
