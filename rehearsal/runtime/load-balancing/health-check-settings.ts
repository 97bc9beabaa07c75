import * as errors from './errors.ts';

/** As the API takes them; what is absent stays as it is. */
export interface HealthCheckChanges {
  enabled?: boolean | undefined;
  protocol?: string | undefined;
  path?: string | undefined;
  port?: string | undefined;
  intervalSeconds?: number | undefined;
  timeoutSeconds?: number | undefined;
  healthyThreshold?: number | undefined;
  unhealthyThreshold?: number | undefined;
  matcher?: string | undefined;
}

/** Throws for settings out of AWS's ranges. Source: ELBv2 API, CreateTargetGroup. */
export function assertHealthCheck(changes: HealthCheckChanges): void {
  if (changes.enabled === false)
    throw errors.validationError('Health check enabled must be true for target groups with target type ip');
  if (changes.protocol !== undefined && changes.protocol !== 'HTTP')
    throw errors.notRehearsed(`health checks with protocol ${changes.protocol}`);
  const { path } = changes;
  if (path !== undefined && (!path.startsWith('/') || path.length > 1024))
    throw errors.validationError(
      `Health check path '${path}' must begin with a '/' character, and can be at most 1024 characters in length`,
    );
  assertRange('Health check interval', changes.intervalSeconds, 5, 300);
  assertRange('Health check timeout', changes.timeoutSeconds, 2, 120);
  assertRange('Healthy threshold count', changes.healthyThreshold, 2, 10);
  assertRange('Unhealthy threshold count', changes.unhealthyThreshold, 2, 10);
}

function assertRange(what: string, value: number | undefined, min: number, max: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= min && value <= max))
    throw errors.validationError(`${what} '${value}' must be between '${min}' and '${max}' inclusive`);
}
