import type { AlarmDefinition } from '../../domain/alarm/alarm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { Alarms } from '../alarms/alarms.ts';
import { invalid, noPolicyFound } from './errors.ts';
import { serviceOf } from './resource-id.ts';
import type { ScalableTargets } from './scalable-targets.ts';
import type { ScalingPolicy } from './scaling-state.ts';
import { alarmsOf, type TargetTrackingInput } from './target-tracking-input.ts';

export interface ScalingPoliciesDependencies {
  clock: Clock;
  ids: Ids;
  alarms: Alarms;
  targets: ScalableTargets;
}

/** Target tracking policies, each with the alarms that it owns. */
export class ScalingPolicies {
  readonly #deps: ScalingPoliciesDependencies;
  readonly #policies = new PerScope(() => new Map<string, ScalingPolicy>());

  constructor(deps: ScalingPoliciesDependencies) {
    this.#deps = deps;
  }

  /** Creates or replaces; an update keeps ARN and alarms' names (unverified for the names). */
  put(scope: Scope, resourceId: string, name: string, configuration: TargetTrackingInput): ScalingPolicy {
    this.#deps.targets.registered(scope, resourceId);
    if (!/^[^|:/]{1,256}$/.test(name)) throw invalid('PolicyName must have 1 to 256 characters without | : and /.');
    const existing = this.#policies.of(scope).get(keyOf(resourceId, name));
    const { ids, clock, alarms } = this.#deps;
    const alarm = (end: 'High' | 'Low') => `TargetTracking-${resourceId}-Alarm${end}-${ids.uuid()}`;
    const high = existing?.alarms.high ?? alarm('High');
    // Unverified: without scaling in there is no alarm for it.
    const low = configuration.DisableScaleIn ? undefined : (existing?.alarms.low ?? alarm('Low'));
    const arn =
      existing?.arn ??
      // Source: PutScalingPolicy, sample response.
      arnOf(scope, 'autoscaling', `scalingPolicy:${ids.uuid()}:resource/ecs/${resourceId}:policyName/${name}`);
    const definitions = alarmsOf(configuration, serviceOf(resourceId), { high, low, policyArn: arn });
    for (const definition of definitions) alarms.put(scope, definition);
    if (existing?.alarms.low !== undefined && low === undefined) this.#deleteAlarms(scope, [existing.alarms.low]);
    const policy: ScalingPolicy = {
      arn,
      name,
      resourceId,
      configuration,
      alarms: { high, ...(low !== undefined && { low }) },
      createdAt: existing?.createdAt ?? clock.now(),
      ...(existing?.scaledOut && { scaledOut: existing.scaledOut }),
    };
    this.#policies.of(scope).set(keyOf(resourceId, name), policy);
    return policy;
  }

  list(scope: Scope): ScalingPolicy[] {
    return [...this.#policies.of(scope).values()];
  }

  of(scope: Scope, resourceId: string): ScalingPolicy[] {
    return this.list(scope).filter((policy) => policy.resourceId === resourceId);
  }

  /** What the policy's first alarm watches; undefined when somebody deleted the alarm. */
  watched(scope: Scope, { alarms }: ScalingPolicy): AlarmDefinition | undefined {
    return this.#deps.alarms.list(scope).find(({ definition }) => definition.name === alarms.high)?.definition;
  }

  delete(scope: Scope, resourceId: string, name: string): void {
    const policy = this.#policies.of(scope).get(keyOf(resourceId, name));
    if (!policy) throw noPolicyFound(resourceId, name);
    this.#policies.of(scope).delete(keyOf(resourceId, name));
    this.#deleteAlarms(scope, Object.values(policy.alarms));
  }

  save(): [Scope, Map<string, ScalingPolicy>][] {
    return this.#policies.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#policies.refill(saved);
  }

  /** Those that are still there: somebody may have deleted them by hand. */
  #deleteAlarms(scope: Scope, names: string[]): void {
    const { alarms } = this.#deps;
    alarms.delete(
      scope,
      alarms.read(scope, names).map(({ name }) => name),
    );
  }
}

const keyOf = (resourceId: string, name: string): string => `${resourceId}|${name}`;
