import { describeHealth, type TargetStanding } from '../../domain/target-group/target-health.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { Scope } from '../../kernel/scope.ts';
import { parseAddress } from '../network/cidr.ts';
import type { Target, TargetHealth } from '../ports/target-groups.ts';
import type { RouterHealthChange } from '../ports/traffic-router.ts';
import { invalidTarget, validationError } from './errors.ts';
import type { LoadBalancingState, RegisteredTarget, TargetGroup } from './load-balancing-state.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';

/** Where nothing listens: an address that no task has refuses connections. In AWS it would rather time out. */
export const NOWHERE = { host: '127.0.0.1', port: 1 };

/** Registered targets: their way in, their health as the router tells it, and their way out. */
export class TargetRegistrations {
  readonly #context: LoadBalancingContext;
  #registration = 0;

  constructor(context: LoadBalancingContext) {
    this.#context = context;
  }

  async register(group: TargetGroup, targets: (Target & { isAddress?: true })[]): Promise<void> {
    for (const target of targets) {
      if (parseAddress(target.id) === undefined) throw invalidTarget(target.id);
      const key = `${target.id}:${target.port}`;
      const existing = group.targets.get(key);
      existing?.draining?.abort();
      const isSame =
        existing && existing.endpoint.host === target.endpoint.host && existing.endpoint.port === target.endpoint.port;
      if (isSame) delete existing.draining;
      else group.targets.set(key, { ...target, registration: ++this.#registration });
    }
    await this.#context.publish();
    this.#context.changed.emit(group.arn);
  }

  async registerAddresses(
    scope: Scope,
    group: TargetGroup,
    targets: { id: string; port?: number | undefined }[],
  ): Promise<void> {
    const complete = targets.map(({ id, port = group.port ?? 0 }) => {
      const known = group.targets.get(`${id}:${port}`)?.endpoint;
      const endpoint = known ?? this.#context.endpointOf?.(scope, id, port) ?? NOWHERE;
      return { id, port, endpoint, isAddress: true as const };
    });
    await this.register(group, complete);
  }

  /**
   * No new requests from the moment this resolves; what is under way may end within the deregistration delay. The target
   * is draining for the whole delay even when nothing is left to do. Source: ALB guide, deregistration delay.
   */
  async deregister(group: TargetGroup, targets: { id: string; port?: number }[], isUsed: boolean): Promise<void> {
    const delaySeconds = Number(group.attributes.get('deregistration_delay.timeout_seconds') ?? 300);
    const started: [string, RegisteredTarget][] = [];
    for (const { id, port } of targets) {
      // Without a port all registrations of the address are meant. Source: ELBv2 API, DeregisterTargets.
      const found = [...group.targets].filter(
        ([, target]) => target.id === id && (port === undefined || target.port === port),
      );
      for (const [key, target] of found) {
        if (target.draining) continue;
        if (!isUsed || delaySeconds === 0) group.targets.delete(key);
        else {
          target.draining = new AbortController();
          delete target.health;
          started.push([key, target]);
        }
      }
      if (found.length === 0 && parseAddress(id) === undefined) throw validationError(`Invalid target '${id}'`);
    }
    await this.#context.publish();
    this.#context.changed.emit(group.arn);
    for (const [key, target] of started) this.#drain(group, key, target, delaySeconds);
  }

  health(group: TargetGroup, isUsed: boolean): TargetHealth[] {
    return [...group.targets.values()].map((target) => ({
      id: target.id,
      ...(target.port !== undefined && { port: target.port }),
      ...describeHealth(standingOf(target, { isUsed, isChecked: group.healthCheck.enabled })),
    }));
  }

  healthChanged(states: LoadBalancingState[], changes: RouterHealthChange[]): void {
    for (const change of changes) {
      for (const { targetGroups } of states) {
        const target = targetGroups.get(change.group)?.targets.get(change.target);
        if (!target || target.registration !== change.registration || target.draining) continue;
        target.health = change;
        this.#context.changed.emit(change.group);
      }
    }
  }

  /** Ends every wait of a group. */
  abandon(group: TargetGroup): void {
    for (const target of group.targets.values()) target.draining?.abort();
  }

  #drain(group: TargetGroup, key: string, target: RegisteredTarget, delaySeconds: number): void {
    const waiting = target.draining;
    const over = async () => {
      await this.#context.clock.sleep(delaySeconds * 1000, waiting?.signal);
      if (group.targets.get(key) !== target || target.draining !== waiting) return;
      group.targets.delete(key);
      await this.#context.publish();
      this.#context.changed.emit(group.arn);
    };
    over().catch((error: unknown) => {
      if (!waiting?.signal.aborted)
        this.#context.log.error('A target could not be taken out after its drain.', {
          target: key,
          error: String(error),
        });
    });
  }
}

function standingOf(target: RegisteredTarget, group: { isUsed: boolean; isChecked: boolean }): TargetStanding {
  if (target.draining) return { phase: 'draining' };
  if (!group.isUsed) return { phase: 'unused' };
  if (!group.isChecked) return { phase: 'unchecked' };
  const { health } = target;
  if (!health) return { phase: 'registering' };
  switch (health.state) {
    case 'healthy':
      return { phase: 'healthy' };
    case 'unhealthy':
      return { phase: 'unhealthy', failure: health.failure ?? { kind: 'connection' } };
    case 'initial':
      return { phase: 'checking' };
    default:
      return assertNever(health.state, 'health state');
  }
}
