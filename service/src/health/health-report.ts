import type { HealthCheckResult } from '@nestjs/terminus';

/** Body of every health endpoint. Nothing secret: it may be read from outside. */
export interface HealthReport {
  readonly status: 'UP' | 'DOWN';
  readonly checks: Readonly<Record<string, CheckReport>>;
}

type CheckReport = { readonly status: 'UP' | 'DOWN' } & Readonly<Record<string, unknown>>;

/** Terminus' words in ours: UP only if every check is. */
export function healthReport(result: HealthCheckResult): HealthReport {
  const checks = Object.entries(result.details).map(([name, { status, ...details }]): [string, CheckReport] => [
    name,
    { status: status === 'down' ? 'DOWN' : 'UP', ...details },
  ]);
  return {
    status: checks.every(([, check]) => check.status === 'UP') ? 'UP' : 'DOWN',
    checks: Object.fromEntries(checks),
  };
}
