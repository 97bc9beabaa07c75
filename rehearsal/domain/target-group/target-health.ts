import { assertNever } from '../../kernel/assert-never.ts';

/** Where a registered target stands. */
export type TargetStanding =
  | { phase: 'unused' }
  /** Health checks are disabled. */
  | { phase: 'unchecked' }
  | { phase: 'registering' }
  | { phase: 'checking' }
  | { phase: 'healthy' }
  | { phase: 'unhealthy'; failure: { kind: 'code'; status: number } | { kind: 'timeout' } | { kind: 'connection' } }
  | { phase: 'draining' };

export interface DescribedHealth {
  state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining' | 'unavailable';
  reason?: string;
  description?: string;
}

/** State, reason code and text as DescribeTargetHealth has them. Source: ELBv2 API, TargetHealth, and captures of it. */
export function describeHealth(standing: TargetStanding): DescribedHealth {
  switch (standing.phase) {
    case 'healthy':
      return { state: 'healthy' };
    case 'unused':
      return {
        state: 'unused',
        reason: 'Target.NotInUse',
        description: 'Target group is not configured to receive traffic from the load balancer',
      };
    case 'unchecked':
      // The description is unverified.
      return {
        state: 'unavailable',
        reason: 'Target.HealthCheckDisabled',
        description: 'Health checks are not enabled for this target',
      };
    case 'registering':
      return {
        state: 'initial',
        reason: 'Elb.RegistrationInProgress',
        description: 'Target registration is in progress',
      };
    case 'checking':
      return {
        state: 'initial',
        reason: 'Elb.InitialHealthChecking',
        description: 'Initial health checks in progress',
      };
    case 'draining':
      return {
        state: 'draining',
        reason: 'Target.DeregistrationInProgress',
        description: 'Target deregistration is in progress',
      };
    case 'unhealthy':
      return { state: 'unhealthy', ...describeFailure(standing.failure) };
    default:
      return assertNever(standing, 'standing of a target');
  }
}

function describeFailure(failure: Extract<TargetStanding, { phase: 'unhealthy' }>['failure']) {
  switch (failure.kind) {
    case 'code':
      return {
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${failure.status}]`,
      };
    case 'timeout':
      return { reason: 'Target.Timeout', description: 'Request timed out' };
    case 'connection':
      return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
    default:
      return assertNever(failure, 'failure of a health check');
  }
}
