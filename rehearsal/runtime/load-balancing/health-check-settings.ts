import { parseMatcher } from '../../domain/target-group/matcher.ts';
import * as errors from './errors.ts';
import type { HealthCheckSettings, TargetType } from './load-balancing-state.ts';

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

/** What the settings of a group become. Throws for those out of AWS's ranges. */
export function changedHealthCheck(
  before: HealthCheckSettings,
  changes: HealthCheckChanges,
  group: { targetType: TargetType; port?: number | undefined },
): HealthCheckSettings {
  assertHealthCheck(changes, group.targetType);
  const { path, intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold, matcher } = changes;
  const after: HealthCheckSettings = {
    enabled: changes.enabled ?? before.enabled,
    path: path ?? before.path,
    port: changes.port ?? before.port,
    intervalSeconds: intervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: timeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: healthyThreshold ?? before.healthyThreshold,
    unhealthyThreshold: unhealthyThreshold ?? before.unhealthyThreshold,
    matcher: matcher ?? before.matcher,
    ranges: before.ranges,
  };
  const ranges = parseMatcher(after.matcher);
  if (!ranges)
    throw errors.validationError(
      `Health check matcher HTTP code '${after.matcher}' must be within '200-499' inclusive`,
    );
  if (after.port !== 'traffic-port' && after.port !== String(group.port))
    throw errors.notRehearsed(`a health check port (${after.port}) other than the traffic port`);
  if (after.timeoutSeconds >= after.intervalSeconds)
    throw errors.validationError('Health check interval must be greater than the timeout.');
  return { ...after, ranges };
}

/** Source: ELBv2 API, CreateTargetGroup. */
function assertHealthCheck(changes: HealthCheckChanges, targetType: TargetType): void {
  if (changes.enabled === false && targetType !== 'lambda')
    throw errors.validationError('Health check enabled must be true for target groups with target type ip');
  if (targetType === 'lambda' && (changes.protocol ?? changes.port) !== undefined)
    throw errors.notForFunctions('Health check protocol and port');
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
