import type { HealthCheckFailure, RouterHealthCheck, RouterHealthState } from '../runtime/ports/traffic-router.ts';

export interface HealthState {
  state: RouterHealthState;
  /** Consecutive results that contradict `state` (of a healthy target: failures; of an unhealthy one: successes). */
  contrary: number;
  failure?: HealthCheckFailure;
}

export const initialHealth: HealthState = { state: 'initial', contrary: 0 };

/**
 * What one check makes of a target. A new target is healthy after its first success; later changes need the threshold's
 * number of consecutive results. Source: ALB guide, "Health checks for Application Load Balancer target groups".
 */
export function evolveHealth(
  before: HealthState,
  failure: HealthCheckFailure | undefined,
  check: Pick<RouterHealthCheck, 'healthyThreshold' | 'unhealthyThreshold' | 'startUpMs'>,
  /** Milliseconds since the target's first check. */
  age = Number.POSITIVE_INFINITY,
): HealthState {
  if (failure === undefined) {
    if (before.state === 'initial' || before.state === 'healthy') return { state: 'healthy', contrary: 0 };
    const successes = before.contrary + 1;
    return successes >= check.healthyThreshold ? { state: 'healthy', contrary: 0 } : { ...before, contrary: successes };
  }
  if (before.state === 'unhealthy') return { state: 'unhealthy', contrary: 0, failure };
  const failures = before.contrary + 1;
  const isStarting = before.state === 'initial' && age < (check.startUpMs ?? 0);
  if (failures >= check.unhealthyThreshold && !isStarting) return { state: 'unhealthy', contrary: 0, failure };
  return { state: before.state, contrary: failures, ...(before.state === 'initial' ? { failure } : {}) };
}
