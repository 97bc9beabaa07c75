import type { HealthCheckFailure, RouterGroup, RouterHealthState } from '../runtime/ports/traffic-router.ts';
import { HealthChecker } from './health-check.ts';
import { Target } from './target.ts';

export interface TargetHealthListener {
  changed(group: string, target: Target, state: RouterHealthState, failure: HealthCheckFailure | undefined): void;
}

/** Targets of one group, their health, and whose turn is next. */
export class TargetGroup {
  readonly id: string;
  name = '';
  /** Whether its targets are invoked: see the port. */
  invoked = false;
  readonly #listener: TargetHealthListener;
  readonly #targets = new Map<string, Target>();
  readonly #checkers = new Map<string, HealthChecker>();
  #candidates: Target[] = [];
  #turn = 0;

  constructor(id: string, listener: TargetHealthListener) {
    this.id = id;
    this.#listener = listener;
  }

  /**
   * `checked`: whether a listener uses the group. Source: ELBv2 API, TargetHealth: targets of a group that no listener
   * uses are not checked.
   */
  configure(config: RouterGroup, options: { checked: boolean; idleTimeoutMs: number }): void {
    this.name = config.name;
    this.invoked = config.invoked ?? false;
    const { healthCheck } = config;
    const wanted = new Map(config.targets.map((target) => [target.id, target]));
    for (const [id, target] of this.#targets) {
      const next = wanted.get(id);
      if (next === undefined || next.registration !== target.registration) this.#remove(id, target);
    }
    for (const facts of config.targets) {
      const target = this.#targets.get(facts.id) ?? new Target(facts, { ...options, invoked: this.invoked });
      this.#targets.set(facts.id, target);
      target.draining = facts.draining;
      const check = options.checked && !facts.draining;
      const checker = this.#checkers.get(facts.id);
      if (checker && check && healthCheck) checker.configure(healthCheck);
      else if (checker) this.#stopChecking(facts.id);
      else if (check && healthCheck) {
        const changed = (state: RouterHealthState, failure: HealthCheckFailure | undefined) => {
          this.#choose();
          this.#listener.changed(this.id, target, state, failure);
        };
        this.#checkers.set(facts.id, new HealthChecker(facts, healthCheck, changed));
      }
    }
    this.#choose();
  }

  /** The target whose turn it is among the healthy ones; undefined when the group is empty. */
  next(): Target | undefined {
    if (this.#candidates.length === 0) return undefined;
    this.#turn = (this.#turn + 1) % this.#candidates.length;
    return this.#candidates[this.#turn];
  }

  /** Targets that are registered (not draining) by whether their checks pass. */
  hosts(): { healthy: number; unhealthy: number } {
    let healthy = 0;
    let unhealthy = 0;
    for (const checker of this.#checkers.values()) {
      if (checker.state === 'healthy') healthy += 1;
      if (checker.state === 'unhealthy') unhealthy += 1;
    }
    return { healthy, unhealthy };
  }

  get checkedTargets(): number {
    return this.#checkers.size;
  }

  /** Ends checks and connections. */
  async close(): Promise<void> {
    for (const id of this.#checkers.keys()) this.#stopChecking(id);
    await Promise.all([...this.#targets.values()].map((target) => target.destroy()));
    this.#targets.clear();
    this.#choose();
  }

  /** Who may be chosen changes rarely, requests come often: so the list is made here. */
  #choose(): void {
    const registered = [...this.#targets.values()].filter((target) => !target.draining);
    const healthy = registered.filter((target) => this.#checkers.get(target.id)?.state === 'healthy');
    // No healthy target: every registered one gets requests ("fails open"). Source: ALB guide, health checks.
    this.#candidates = healthy.length > 0 ? healthy : registered;
  }

  #remove(id: string, target: Target): void {
    this.#stopChecking(id);
    this.#targets.delete(id);
    // Requests still under way end now: the deregistration delay is over. Its answer is of no interest here.
    void target.destroy();
  }

  #stopChecking(id: string): void {
    this.#checkers.get(id)?.stop();
    this.#checkers.delete(id);
  }
}
