import type {
  AccessRecord,
  RouterConfig,
  RouterCounts,
  RouterHealthChange,
  RouterSecond,
} from '../runtime/ports/traffic-router.ts';

/** To the router's thread. Each gets one `reply` with the same `call`. */
export type RouterCall =
  | { call: number; type: 'apply'; config: RouterConfig }
  | { call: number; type: 'counts' }
  | { call: number; type: 'flush' }
  | { call: number; type: 'close' };

/** From the router's thread, in the order in which things happened. */
export type RouterReport =
  | {
      type: 'reply';
      call: number;
      value?: Record<string, number> | RouterCounts;
      error?: { message: string; code?: string };
    }
  | { type: 'health'; changes: RouterHealthChange[] }
  | { type: 'second'; second: RouterSecond }
  | { type: 'requests'; records: AccessRecord[] };
