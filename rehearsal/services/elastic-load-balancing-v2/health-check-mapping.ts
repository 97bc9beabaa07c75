import type {
  CreateTargetGroupCommandInput,
  ModifyTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheckChanges } from '../../runtime/load-balancing/health-check-settings.ts';
import { notRehearsed } from '../../runtime/load-balancing/errors.ts';

/** What a request says of health checks; both operations name it alike. */
export function fromHealthCheck(
  input: CreateTargetGroupCommandInput | ModifyTargetGroupCommandInput,
): HealthCheckChanges {
  if (input.Matcher?.GrpcCode !== undefined) throw notRehearsed('gRPC health checks');
  return {
    enabled: input.HealthCheckEnabled,
    protocol: input.HealthCheckProtocol,
    path: input.HealthCheckPath,
    port: input.HealthCheckPort,
    intervalSeconds: input.HealthCheckIntervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount,
    unhealthyThreshold: input.UnhealthyThresholdCount,
    matcher: input.Matcher?.HttpCode,
  };
}
