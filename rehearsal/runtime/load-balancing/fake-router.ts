import { Signal } from '../../kernel/signal.ts';
import type {
  AccessRecord,
  RouterConfig,
  RouterHealthChange,
  RouterSecond,
  TrafficRouter,
} from '../ports/traffic-router.ts';

/** A router for tests: remembers what it was told and routes nothing. */
export class FakeRouter implements TrafficRouter {
  config: RouterConfig = { listeners: [], groups: [] };
  readonly health = new Signal<RouterHealthChange[]>();
  readonly seconds = new Signal<RouterSecond>();
  readonly requests = new Signal<AccessRecord[]>();

  async apply(config: RouterConfig): Promise<void> {
    this.config = structuredClone(config);
  }

  localPort(listener: string): number | undefined {
    const index = this.config.listeners.findIndex(({ id }) => id === listener);
    return index < 0 ? undefined : 40_000 + index;
  }

  async counts() {
    return { at: 0, counts: [] };
  }

  async flush(): Promise<void> {}

  async stop(): Promise<void> {}
}
