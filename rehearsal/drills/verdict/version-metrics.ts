/** What a version says of itself, through CloudWatch. */
export interface VersionMetrics {
  version: string;
  requests: number;
  serverErrors: number;
  /** Milliseconds. */
  p99: number;
}

/** Why the metrics are not as they must be: every version that was released must have some. */
export const metricsReasons = (metrics: readonly VersionMetrics[], released: readonly string[]): string[] =>
  released
    .filter((version) => !metrics.some((one) => one.version === version && one.requests > 0))
    .map((version) => `CloudWatch has no metrics of ${version}: whoever watches them would see nothing.`);
