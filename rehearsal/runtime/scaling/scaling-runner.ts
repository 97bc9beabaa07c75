import { decideScaling, type ScalingDecision, type TrackingView } from '../../domain/scaling/target-tracking.ts';
import type { AlarmDefinition } from '../../domain/alarm/alarm.ts';
import type { Datapoint } from '../../domain/alarm/evaluate.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AlarmStates } from '../ports/alarm-states.ts';
import type { DesiredCounts } from '../ports/desired-counts.ts';
import { serviceOf } from './resource-id.ts';
import type { ScalableTargets } from './scalable-targets.ts';
import type { ScalingActivities } from './scaling-activities.ts';
import type { ScalingPolicies } from './scaling-policies.ts';
import type { ScalableTarget, ScalingPolicy } from './scaling-state.ts';
import { DEFAULT_COOLDOWN } from './target-tracking-input.ts';

export interface ScalingRunnerDependencies {
  clock: Clock;
  log: Log;
  targets: ScalableTargets;
  policies: ScalingPolicies;
  activities: ScalingActivities;
  alarmStates: AlarmStates;
  /** Value of the newest window that an alarm looks at. */
  metrics: { newest(scope: Scope, definition: AlarmDefinition): Datapoint };
  counts: DesiredCounts;
}

/** Simulated; how often alarms are looked at. */
const LOOK_EVERY_MS = 10_000;
/** Simulated. Source: PutMetricAlarm: an alarm that stays in ALARM invokes an Auto Scaling action "once per minute". */
const ACT_EVERY_MS = 60_000;

/** Acts on the alarms of target tracking policies. */
export class ScalingRunner {
  readonly #deps: ScalingRunnerDependencies;
  /** When each target was last acted on, by ARN. */
  readonly #actedAt = new Map<string, number>();
  #stop: (() => void) | undefined;

  constructor(deps: ScalingRunnerDependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#stop ??= this.#deps.clock.every(LOOK_EVERY_MS, () => this.look());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  look(): void {
    const { targets, log, activities } = this.#deps;
    activities.settle();
    for (const { scope, target } of targets.all()) {
      try {
        this.#look(scope, target);
      } catch (error) {
        log.error(`${target.resourceId} could not be scaled.`, { error: messageOf(error) });
      }
    }
  }

  #look(scope: Scope, target: ScalableTarget): void {
    const { clock, counts, policies } = this.#deps;
    const now = clock.now();
    const capacity = counts.read(scope, serviceOf(target.resourceId))?.desired;
    if (capacity === undefined) return;
    const own = policies.of(scope, target.resourceId);
    const views = own.map((policy) => this.#view(scope, policy, now));
    if (!views.some(({ isHigh, isLow }) => isHigh || isLow)) return;
    if (now - (this.#actedAt.get(target.arn) ?? -Infinity) < clock.toReal(ACT_EVERY_MS)) return;
    this.#actedAt.set(target.arn, now);
    const decision = decideScaling({
      capacity,
      minimum: target.minimum,
      maximum: target.maximum,
      isOutSuspended: target.suspended.dynamicScalingOut,
      isInSuspended: target.suspended.dynamicScalingIn,
      isCoolingIn: (target.coolingInUntil ?? 0) > now,
      policies: views,
    });
    const policy = own.find(({ name }) => name === decision?.policy);
    if (decision && policy) this.#scale(scope, { target, policy, capacity, decision, now });
  }

  #view(scope: Scope, policy: ScalingPolicy, now: number): TrackingView {
    const { alarmStates, metrics, policies } = this.#deps;
    const states = alarmStates.read(scope, Object.values(policy.alarms));
    const isInAlarm = (name: string | undefined) =>
      states.some((alarm) => alarm.name === name && alarm.state === 'ALARM');
    const watched = policies.watched(scope, policy);
    return {
      name: policy.name,
      targetValue: policy.configuration.TargetValue ?? 0,
      value: watched && metrics.newest(scope, watched),
      isHigh: isInAlarm(policy.alarms.high),
      isLow: isInAlarm(policy.alarms.low),
      disableScaleIn: policy.configuration.DisableScaleIn ?? false,
      scaledOutFrom: policy.scaledOut && policy.scaledOut.until > now ? policy.scaledOut.from : undefined,
    };
  }

  #scale(scope: Scope, step: ScalingStep): void {
    const { clock, counts, activities } = this.#deps;
    const { target, policy, capacity, decision, now } = step;
    const { ScaleOutCooldown = DEFAULT_COOLDOWN, ScaleInCooldown = DEFAULT_COOLDOWN } = policy.configuration;
    const alarm = decision.direction === 'out' ? policy.alarms.high : policy.alarms.low;
    const activity = activities.begin(scope, target.resourceId, {
      capacity: decision.capacity,
      cause: `monitor alarm ${alarm} in state ALARM triggered policy ${policy.name}`,
    });
    try {
      counts.set(scope, serviceOf(target.resourceId), decision.capacity);
    } catch (error) {
      activities.failed(activity, messageOf(error));
      return;
    }
    if (decision.direction === 'in') target.coolingInUntil = now + clock.toReal(ScaleInCooldown * 1000);
    else {
      // "In this case, the scale-in cooldown period stops and doesn't complete."
      delete target.coolingInUntil;
      const from = policy.scaledOut && policy.scaledOut.until > now ? policy.scaledOut.from : capacity;
      policy.scaledOut = { from, until: now + clock.toReal(ScaleOutCooldown * 1000) };
    }
  }
}

interface ScalingStep {
  target: ScalableTarget;
  policy: ScalingPolicy;
  /** Before it. */
  capacity: number;
  decision: ScalingDecision;
  now: number;
}
