import { describe, expect, it } from '@jest/globals';
import { parseStatistic } from '../../domain/alarm/statistic.ts';
import { MetricStore } from './metric-store.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const metric = {
  namespace: 'AWS/ApplicationELB',
  name: 'TargetResponseTime',
  dimensions: { TargetGroup: 'tg', LoadBalancer: 'lb' },
};
const T0 = Date.UTC(2026, 0, 1);

const read = (store: MetricStore, text: string, from = T0, to = T0 + 60_000) => {
  const statistic = parseStatistic(text);
  if (!statistic) throw new Error(text);
  return store.windows(scope, { metric, statistic, period: 60 }, to, to - from, 1)[0]?.point;
};

describe('MetricStore', () => {
  it('computes each statistic over a window', () => {
    const store = new MetricStore();
    store.record(scope, [{ ...metric, at: T0, values: [1, 2, 3] }]);
    store.record(scope, [{ ...metric, at: T0 + 59_999, values: [4] }]);
    store.record(scope, [{ ...metric, at: T0 + 60_000, values: [100] }]);
    const names = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p75', 'p99'];
    expect(names.map((name) => read(store, name))).toEqual([10, 2.5, 1, 4, 4, 2, 3, 4]);
  });

  it('has no value for a window without samples, and matches dimensions exactly', () => {
    const store = new MetricStore();
    store.record(scope, [{ ...metric, dimensions: { LoadBalancer: 'lb' }, at: T0, values: [1] }]);
    expect(read(store, 'Sum')).toBeUndefined();
  });

  it('does not care for the order of dimensions or of arrival', () => {
    const store = new MetricStore();
    store.record(scope, [{ ...metric, at: T0 + 30_000, values: [2] }]);
    store.record(scope, [
      { ...metric, dimensions: { LoadBalancer: 'lb', TargetGroup: 'tg' }, at: T0 + 1000, values: [1] },
    ]);
    expect(read(store, 'Sum', T0, T0 + 10_000)).toBe(1);
    expect(read(store, 'Sum')).toBe(3);
  });

  it('keeps regions apart', () => {
    const store = new MetricStore();
    store.record({ ...scope, region: 'us-east-1' }, [{ ...metric, at: T0, values: [1] }]);
    expect(store.list(scope)).toEqual([]);
  });

  it('keeps percentiles within a hundredth when many values arrive at once', () => {
    const store = new MetricStore();
    store.record(scope, [{ ...metric, at: T0, values: Array.from({ length: 50_000 }, (_, index) => index) }]);
    expect(read(store, 'SampleCount')).toBe(50_000);
    expect(Math.abs((read(store, 'p99') ?? 0) - 49_500)).toBeLessThan(500);
  });

  it('forgets what is older than three hours', () => {
    const store = new MetricStore();
    for (let second = 0; second < 12_000; second++)
      store.record(scope, [{ ...metric, at: T0 + second * 1000, values: [1] }]);
    expect(read(store, 'Sum', T0, T0 + 12_000_000)).toBeLessThanOrEqual(3 * 3600 + 500);
  });
});

describe('parseStatistic', () => {
  it.each(['tm99', 'p101', 'IQM', 'sum', ''])('does not understand %s', (text) => {
    expect(parseStatistic(text)).toBeUndefined();
  });
});
