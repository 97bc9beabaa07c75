export type HealthStatus = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';

/** What the checks of one container said so far. */
export interface ContainerHealth {
  status: HealthStatus;
  /** In a row. */
  failures: number;
}

export const unchecked: ContainerHealth = { status: 'UNKNOWN', failures: 0 };

/**
 * After one more check. In the start period failures do not count, until one check has passed.
 * Source: ECS API, HealthCheck (retries, startPeriod).
 */
export function evolveContainerHealth(
  health: ContainerHealth,
  passed: boolean,
  { retries, starting }: { retries: number; starting: boolean },
): ContainerHealth {
  if (passed) return { status: 'HEALTHY', failures: 0 };
  if (starting && health.status === 'UNKNOWN') return health;
  const failures = health.failures + 1;
  return { status: failures >= retries ? 'UNHEALTHY' : health.status, failures };
}

/**
 * Of the essential containers the worst counts; one without a check is UNKNOWN, and so is then the task.
 * Source: ECS API, HealthCheck: task health in order of priority, and its examples.
 */
export function taskHealth(essential: readonly (HealthStatus | undefined)[]): HealthStatus {
  if (essential.includes('UNHEALTHY')) return 'UNHEALTHY';
  return essential.length > 0 && essential.every((status) => status === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
}
