import type { Scope } from '../../kernel/scope.ts';

/** Samples of one metric in one real second (timestamps are never scaled). */
export interface MetricSamples {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  /** Epoch milliseconds. */
  at: number;
  /** Every single value; statistics and percentiles are computed from them. */
  values: number[];
  unit?: string;
}

export interface MetricSink {
  record(scope: Scope, samples: MetricSamples[]): void;
}
