import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type {
  AccessRecord,
  RouterConfig,
  RouterCounts,
  RouterHealthChange,
  RouterSecond,
} from '../runtime/ports/traffic-router.ts';
import { AccessLog } from './access-log.ts';
import { Listener, type ListenerTraffic } from './listener.ts';
import { RequestHandler } from './request-handler.ts';
import { TargetGroup, type TargetHealthListener } from './target-group.ts';
import { TrafficMeter } from './traffic-meter.ts';

export interface RouterEvents {
  health(changes: RouterHealthChange[]): void;
  second(second: RouterSecond): void;
  requests(records: AccessRecord[]): void;
}

/** Of the connections to targets; ALB's default idle time-out, for groups that no listener uses yet. */
const DEFAULT_IDLE_TIMEOUT_MS = 60_000;

/** Listeners, groups and what is counted: the load balancer as it runs in its thread. */
export class Router {
  readonly #events: RouterEvents;
  readonly #listeners = new Map<string, { listener: Listener; localPort: number }>();
  readonly #groups = new Map<string, TargetGroup>();
  readonly #meter: TrafficMeter;
  readonly #log: AccessLog;
  readonly #traffic: ListenerTraffic;
  readonly #clock: NodeJS.Timeout;
  #second = wholeSecond();
  #applying: Promise<unknown> = Promise.resolve();

  constructor(events: RouterEvents, random: () => number = Math.random) {
    this.#events = events;
    this.#meter = new TrafficMeter(random);
    this.#log = new AccessLog((records) => events.requests(records));
    const handler = new RequestHandler({ groups: this.#groups, meter: this.#meter, log: this.#log, random });
    this.#traffic = {
      request: (listener: Listener, request: IncomingMessage, response: ServerResponse) =>
        handler.handle(listener, request, response),
      upgrade: (listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer) =>
        handler.upgrade(listener, request, socket, head),
      malformed: (listener: Listener, status: number) => handler.malformed(listener, status),
      handshakeFailed: (listener: Listener) => handler.handshakeFailed(listener),
    };
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  /** Whole configurations follow each other; resolves with each listener's local port. */
  apply(config: RouterConfig): Promise<Record<string, number>> {
    const applied = this.#applying.then(() => this.#apply(config));
    this.#applying = applied.catch(() => undefined);
    return applied;
  }

  counts(): RouterCounts {
    return { at: Date.now(), counts: this.#meter.counts() };
  }

  /** Reports what was counted so far without waiting for the second's end. */
  flush(): void {
    this.#log.flush();
    this.#report();
  }

  async close(): Promise<void> {
    clearInterval(this.#clock);
    await this.#applying;
    await Promise.all([...this.#listeners.values()].map(({ listener }) => listener.destroy()));
    await Promise.all([...this.#groups.values()].map((group) => group.close()));
    this.#listeners.clear();
    this.#groups.clear();
    this.flush();
  }

  async #apply(config: RouterConfig): Promise<Record<string, number>> {
    const opened = await this.#open(config);
    // From here on nothing waits: a request sees the old configuration or the new one, never a mixture.
    this.#configureGroups(config);
    for (const [id, entry] of opened) {
      // One that changed between HTTP and HTTPS.
      void this.#listeners.get(id)?.listener.close();
      this.#listeners.set(id, entry);
    }
    for (const listener of config.listeners) this.#listeners.get(listener.id)?.listener.configure(listener);
    const wanted = new Set(config.listeners.map(({ id }) => id));
    for (const [id, { listener }] of this.#listeners) {
      if (wanted.has(id)) continue;
      this.#listeners.delete(id);
      // Its requests under way may take long; nobody waits for them.
      void listener.close();
    }
    return Object.fromEntries([...this.#listeners].map(([id, { localPort }]) => [id, localPort]));
  }

  /** Opens the listeners that are new, all or none. */
  async #open(config: RouterConfig): Promise<Map<string, { listener: Listener; localPort: number }>> {
    const opened = new Map<string, { listener: Listener; localPort: number }>();
    // Requests may come before the groups are configured; `opened` listeners are not announced before that.
    try {
      for (const facts of config.listeners) {
        const present = this.#listeners.get(facts.id)?.listener.config;
        if (present && (present.tls === undefined) === (facts.tls === undefined)) continue;
        const listener = new Listener(facts, this.#traffic);
        opened.set(facts.id, { listener, localPort: await listener.open() });
      }
      return opened;
    } catch (error) {
      await Promise.all([...opened.values()].map(({ listener }) => listener.destroy()));
      throw error;
    }
  }

  #configureGroups(config: RouterConfig): void {
    const idleTimeouts = new Map<string, number>();
    for (const listener of config.listeners)
      for (const { action } of listener.rules)
        if (action.type === 'forward')
          for (const { group } of action.groups) idleTimeouts.set(group, listener.idleTimeoutMs);
    const health: TargetHealthListener = {
      changed: (group, target, state, failure) =>
        this.#events.health([
          { group, target: target.id, registration: target.registration, state, ...(failure ? { failure } : {}) },
        ]),
    };
    for (const facts of config.groups) {
      const group = this.#groups.get(facts.id) ?? new TargetGroup(facts.id, health);
      this.#groups.set(facts.id, group);
      const idleTimeoutMs = idleTimeouts.get(facts.id);
      group.configure(facts, {
        checked: idleTimeoutMs !== undefined,
        idleTimeoutMs: idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS,
      });
    }
    const wanted = new Set(config.groups.map(({ id }) => id));
    for (const [id, group] of this.#groups) {
      if (wanted.has(id)) continue;
      this.#groups.delete(id);
      void group.close();
    }
  }

  #tick(): void {
    this.#report();
    this.#second = wholeSecond();
  }

  #report(): void {
    const hosts = [...this.#groups.values()]
      .filter((group) => group.checkedTargets > 0)
      .map((group) => ({ group: group.id, ...group.hosts() }));
    const traffic = this.#meter.take();
    if (hosts.length > 0 || traffic.length > 0) this.#events.second({ at: this.#second, traffic, hosts });
  }
}

const wholeSecond = (): number => Math.floor(Date.now() / 1000) * 1000;
