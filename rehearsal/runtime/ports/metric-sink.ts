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
  /** How many samples each value stands for; one each without it. */
  counts?: number[];
  /** Of a distribution whose values are rounded or unknown: what is exact. */
  totals?: { sampleCount: number; sum: number; minimum: number; maximum: number };
  unit?: string;
}

export interface MetricSink {
  record(scope: Scope, samples: MetricSamples[]): void;
}
