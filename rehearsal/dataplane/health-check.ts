import http from 'node:http';
import type {
  HealthCheckFailure,
  RouterHealthCheck,
  RouterHealthState,
  RouterTarget,
} from '../runtime/ports/traffic-router.ts';
import { evolveHealth, initialHealth, type HealthState } from './health-state.ts';

/** Checks one target again and again until stopped, each time over a new connection. */
export class HealthChecker {
  #health: HealthState = initialHealth;
  #check: RouterHealthCheck;
  #timer: NodeJS.Timeout | undefined;
  #request: http.ClientRequest | undefined;
  #stopped = false;
  readonly #startedAt = performance.now();
  readonly #target: RouterTarget;
  readonly #changed: (state: RouterHealthState, failure: HealthCheckFailure | undefined) => void;

  constructor(
    target: RouterTarget,
    check: RouterHealthCheck,
    changed: (state: RouterHealthState, failure: HealthCheckFailure | undefined) => void,
  ) {
    this.#target = target;
    this.#check = check;
    this.#changed = changed;
    this.#timer = setTimeout(() => this.#run(), 0);
  }

  get state(): RouterHealthState {
    return this.#health.state;
  }

  /** New settings count from the next check on. */
  configure(check: RouterHealthCheck): void {
    this.#check = check;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #run(): void {
    const check = this.#check;
    const startedAt = performance.now();
    this.#request = probe(this.#target, check, (failure) => {
      if (this.#stopped) return;
      this.#request = undefined;
      const before = this.#health;
      this.#health = evolveHealth(before, failure, check, performance.now() - this.#startedAt);
      // An initial target tells of its first failure too: it is no longer being registered, but checked.
      if (this.#health.state !== before.state || (before.state === 'initial' && before.contrary === 0))
        this.#changed(this.#health.state, this.#health.failure);
      // The interval counts from start to start; a check never overlaps its predecessor.
      const rest = Math.max(0, check.intervalMs - (performance.now() - startedAt));
      this.#timer = setTimeout(() => this.#run(), rest);
    });
  }
}

/** One check; `done` is called once, without a failure when the target passed. */
function probe(
  target: RouterTarget,
  check: RouterHealthCheck,
  done: (failure?: HealthCheckFailure) => void,
): http.ClientRequest {
  let over = false;
  const finish = (failure?: HealthCheckFailure) => {
    if (over) return;
    over = true;
    clearTimeout(timeout);
    request.destroy();
    done(failure);
  };
  const request = http.request({
    host: target.endpoint.host,
    port: target.endpoint.port,
    path: check.path,
    agent: false,
    // Source: ALB guide: checks carry this user agent and the target's own address as host.
    headers: {
      host: target.id,
      'user-agent': 'ELB-HealthChecker/2.0',
      connection: 'close',
      'accept-encoding': 'gzip, compressed',
    },
  });
  const timeout = setTimeout(() => finish({ kind: 'timeout' }), check.timeoutMs);
  request.on('response', (response) => {
    const status = response.statusCode ?? 0;
    const passed = check.matcher.some(([from, to]) => status >= from && status <= to);
    // The body is part of the check: one that never ends is a time-out.
    response.resume();
    response.on('end', () => finish(passed ? undefined : { kind: 'code', status }));
    response.on('error', () => finish({ kind: 'connection' }));
  });
  request.on('error', () => finish({ kind: 'connection' }));
  request.end();
  return request;
}
