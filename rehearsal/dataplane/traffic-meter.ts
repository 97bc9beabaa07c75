import type { RouterCounts, RouterTraffic } from '../runtime/ports/traffic-router.ts';

/** Beyond this many response times a second, a random sample of them is kept: bounded memory under any load. */
const MAX_RESPONSE_TIMES = 10_000;

/** What an exchange came to, as the counts need it. */
export interface ExchangeOutcome {
  listener: string;
  balancer: string;
  group?: string | undefined;
  /** Whether a target was chosen. */
  chosen: boolean;
  targetStatus?: number | undefined;
  /** Set when the load balancer answered itself. */
  ownStatus?: number | undefined;
  /** Seconds; only with `targetStatus`. */
  targetTime: number;
  connectionError: boolean;
  /** Only of an invoked target: bytes of both bodies. */
  invokedBytes?: number | undefined;
  errorReason?: string | undefined;
  /** The client did not get a whole answer of a target. */
  failed: boolean;
}

/** Counts by balancer and group for one second at a time, and by listener and group for good. */
export class TrafficMeter {
  #traffic = new Map<string, RouterTraffic>();
  readonly #counts = new Map<string, RouterCounts['counts'][number]>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(outcome: ExchangeOutcome): void {
    const traffic = this.#trafficOf(outcome.balancer, outcome.chosen ? outcome.group : undefined);
    if (outcome.chosen) traffic.requests += 1;
    if (outcome.targetStatus !== undefined) {
      const digit = Math.floor(outcome.targetStatus / 100);
      if (digit === 2 || digit === 3 || digit === 4 || digit === 5) traffic.targetCodes[digit] += 1;
      this.#keep(traffic, outcome.targetTime);
    }
    if (outcome.ownStatus !== undefined)
      traffic.ownCodes[outcome.ownStatus] = (traffic.ownCodes[outcome.ownStatus] ?? 0) + 1;
    const { errorReason, invokedBytes } = outcome;
    if (errorReason !== undefined)
      traffic.failures = { ...traffic.failures, [errorReason]: (traffic.failures?.[errorReason] ?? 0) + 1 };
    if (invokedBytes !== undefined) traffic.invokedBytes = (traffic.invokedBytes ?? 0) + invokedBytes;
    if (outcome.connectionError) traffic.connectionErrors += 1;
    if (outcome.chosen && outcome.group !== undefined) {
      const count = this.#countOf(outcome.listener, outcome.group);
      count.chosen += 1;
      if (outcome.failed) count.failed += 1;
      else count.answered += 1;
    }
  }

  handshakeFailed(balancer: string): void {
    const traffic = this.#trafficOf(balancer, undefined);
    traffic.handshakeErrors = (traffic.handshakeErrors ?? 0) + 1;
  }

  /** The traffic since the last call. */
  take(): RouterTraffic[] {
    const taken = [...this.#traffic.values()];
    this.#traffic = new Map();
    return taken;
  }

  counts(): RouterCounts['counts'] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
  }

  #keep(traffic: RouterTraffic, seconds: number): void {
    const times = traffic.targetResponseTimes;
    if (times.length < MAX_RESPONSE_TIMES) times.push(seconds);
    else {
      const index = Math.floor(this.#random() * traffic.requests);
      if (index < MAX_RESPONSE_TIMES) times[index] = seconds;
    }
  }

  #trafficOf(balancer: string, group: string | undefined): RouterTraffic {
    const key = `${balancer} ${group ?? ''}`;
    let traffic = this.#traffic.get(key);
    if (traffic === undefined) {
      traffic = {
        balancer,
        ...(group === undefined ? {} : { group }),
        requests: 0,
        targetCodes: { 2: 0, 3: 0, 4: 0, 5: 0 },
        ownCodes: {},
        targetResponseTimes: [],
        connectionErrors: 0,
      };
      this.#traffic.set(key, traffic);
    }
    return traffic;
  }

  #countOf(listener: string, group: string): RouterCounts['counts'][number] {
    const key = `${listener} ${group}`;
    let count = this.#counts.get(key);
    if (count === undefined) this.#counts.set(key, (count = { listener, group, chosen: 0, answered: 0, failed: 0 }));
    return count;
  }
}
