import type { FastifyBaseLogger } from 'fastify';
import { BackgroundCheck, type Timers } from '../health/background-check.ts';
import { isThrottled } from './dynamo-call.ts';
import type { ItemStore } from './item-store.ts';

/**
 * Asks the store for an item that is not there, every 5 seconds. Not up before the first success: a release whose role
 * may not read the table must not take traffic. Then down only after 6 failures in a row, half a minute at least:
 * instances share the table, and all of them leaving at once helps nobody.
 */
export function storeCheck(
  store: () => Promise<Pick<ItemStore, 'probe'>>,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
  timers?: Timers,
): BackgroundCheck {
  const check: BackgroundCheck = new BackgroundCheck(
    {
      name: 'items',
      probe: async (signal) => {
        try {
          await (await store()).probe(signal);
        } catch (error) {
          // Load is no fault of the instance; but a table that never answered may not be this instance's to read.
          if (isThrottled(error) && check.state().status === 'up') return;
          if (check.state().failures === 0) log.warn({ err: error }, 'the item store does not answer');
          throw error;
        }
      },
      intervalMs: 5_000,
      retryMs: 1_000,
      timeoutMs: 2_500,
      failuresUntilDown: 6,
      onChange: (state, error) => {
        if (state.status === 'up') log.info('the item store answers');
        else log.warn({ err: error }, 'the item store does not answer: this instance takes no more traffic');
      },
    },
    timers,
  );
  return check;
}
