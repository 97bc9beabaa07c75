import type { Finding } from './check-health.ts';
import type { Settings } from './environment.ts';

/**
 * A log line that CloudWatch also takes as metrics. Source: CloudWatch User Guide, "Embedded metric format specification".
 * Failures are counted when there are none, too: an alarm tells a healthy minute from a silent one.
 */
export const metricLine = (
  { url, environment, metricsNamespace }: Settings,
  { problem, milliseconds }: Finding,
  at: number,
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: metricsNamespace,
          Dimensions: [['Environment']],
          Metrics: [
            { Name: 'MonitorFailures', Unit: 'Count' },
            { Name: 'MonitorMilliseconds', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    Environment: environment,
    MonitorFailures: problem === undefined ? 0 : 1,
    MonitorMilliseconds: milliseconds,
    url: url.href,
    ...(problem !== undefined && { problem }),
  });
