import type { Alarms } from '../../runtime/alarms/alarms.ts';
import type { MetricStore } from '../../runtime/metrics/metric-store.ts';
import type { Clock } from '../../kernel/clock.ts';

export interface CloudWatchDependencies {
  alarms: Alarms;
  metrics: MetricStore;
  clock: Clock;
}
