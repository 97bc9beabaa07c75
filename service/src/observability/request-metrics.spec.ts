import { describe, expect, it } from '@jest/globals';
import { RequestMetrics } from './request-metrics.ts';

const AT = 1_700_000_000_000;
const OPTIONS = { namespace: 'shop', service: 'picus', release: 'r-1' };

interface Line {
  Route: string;
  Requests: number;
  ClientErrors: number;
  ServerErrors: number;
  Duration: { Values: number[]; Counts: number[]; Min: number; Max: number; Count: number; Sum: number };
}

describe('metrics of requests', () => {
  const take = (metrics: RequestMetrics): Line[] => metrics.take(AT).map((line) => JSON.parse(line) as Line);

  it('are one line a route, of what came since the last', () => {
    const metrics = new RequestMetrics(OPTIONS);
    for (const status of [200, 302, 404, 500, 503]) metrics.count('GET /', status, 1);
    metrics.count('PUT /picus/:key', 201, 2);
    expect(take(metrics)).toMatchObject([
      { Route: 'GET /', Requests: 5, ClientErrors: 1, ServerErrors: 2 },
      { Route: 'PUT /picus/:key', Requests: 1, ClientErrors: 0, ServerErrors: 0 },
    ]);
    expect(take(metrics)).toEqual([]);
    metrics.count('GET /', 200, 1);
    expect(take(metrics)).toMatchObject([{ Route: 'GET /', Requests: 1, ServerErrors: 0 }]);
  });

  it('know percentiles to 8 per cent, and least, most and sum exactly', () => {
    const metrics = new RequestMetrics(OPTIONS);
    const durations = Array.from({ length: 10_000 }, (_, index) => 0.5 * 1.0005 ** index);
    for (const milliseconds of durations) metrics.count('GET /', 200, milliseconds);
    const [{ Duration } = fail()] = take(metrics);
    expect(Duration).toMatchObject({ Count: 10_000, Min: 0.5, Max: expect.closeTo(durations.at(-1) ?? 0, 2) });
    expect(Duration.Sum).toBeCloseTo(
      durations.reduce((sum, milliseconds) => sum + milliseconds, 0),
      2,
    );
    for (const q of [0.01, 0.5, 0.9, 0.99]) {
      const exact = durations[Math.floor(q * durations.length)] ?? 0;
      expect(Math.abs(percentile(Duration, q) / exact - 1)).toBeLessThan(0.08);
    }
  });

  it('never have more than 100 values, whatever the durations are', () => {
    const metrics = new RequestMetrics(OPTIONS);
    for (let milliseconds = 1e-6; milliseconds < 1e9; milliseconds *= 1.05) metrics.count('GET /', 200, milliseconds);
    metrics.count('GET /', 200, 0);
    const [{ Duration } = fail()] = take(metrics);
    expect(Duration.Values.length).toBeLessThanOrEqual(100);
    expect(Duration.Values.every(Number.isFinite)).toBe(true);
  });

  it('show one value as it was', () => {
    const metrics = new RequestMetrics(OPTIONS);
    metrics.count('GET /', 200, 12.3456);
    expect(take(metrics)).toMatchObject([
      { Duration: { Values: [12.346], Counts: [1], Min: 12.346, Max: 12.346, Sum: 12.346 } },
    ]);
  });
});

function percentile({ Values, Counts, Count }: Line['Duration'], q: number): number {
  let seen = 0;
  return Values.find((_, index) => (seen += Counts[index] ?? 0) > q * Count) ?? Number.NaN;
}

function fail(): never {
  throw new Error('no line');
}
