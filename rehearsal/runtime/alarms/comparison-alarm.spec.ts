import { describe, expect, it } from '@jest/globals';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { MetricStore } from '../metrics/metric-store.ts';
import { alarmDefinition, type MetricQueryInput } from './alarm-input.ts';
import { AlarmRunner } from './alarm-runner.ts';
import { Alarms } from './alarms.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const MINUTE = 60_000;
const dimensionsOf = (group: string) => ({ TargetGroup: `targetgroup/${group}/1`, LoadBalancer: 'app/lb/1' });

const query = (Id: string, group: string, MetricName: string, Stat: string): MetricQueryInput => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Dimensions: Object.entries(dimensionsOf(group)).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: 60,
    Stat,
  },
});

/** An alarm that judges green by blue, as a template declares it. */
const isSlower = alarmDefinition({
  AlarmName: 'green-worse-latency',
  Metrics: [
    {
      Id: 'difference',
      Expression: 'IF(requests >= 50 AND otherRequests >= 50, 1000 * (latency - otherLatency), 0)',
    },
    query('requests', 'green', 'RequestCount', 'Sum'),
    query('otherRequests', 'blue', 'RequestCount', 'Sum'),
    query('latency', 'green', 'TargetResponseTime', 'p90'),
    query('otherLatency', 'blue', 'TargetResponseTime', 'p90'),
  ],
  Threshold: 250,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 2,
  DatapointsToAlarm: 2,
  TreatMissingData: 'notBreaching',
});

function world() {
  const clock = new ManualClock();
  const metrics = new MetricStore();
  const alarms = new Alarms({ clock });
  const runner = new AlarmRunner({ clock, log: silentLog, alarms, metrics });
  alarms.put(scope, isSlower);
  runner.start();
  /** A minute in which each group answers so many requests, every one in so many seconds. */
  const minute = async (traffic: Record<string, [requests: number, seconds: number]>) => {
    for (const [group, [requests, seconds]] of Object.entries(traffic)) {
      const at = { namespace: 'AWS/ApplicationELB', dimensions: dimensionsOf(group), at: clock.now() + 1000 };
      metrics.record(scope, [
        { ...at, name: 'RequestCount', values: Array.from<number>({ length: requests }).fill(1) },
        { ...at, name: 'TargetResponseTime', values: Array.from<number>({ length: requests }).fill(seconds) },
      ]);
    }
    await clock.advance(MINUTE);
  };
  return { minute, runner, state: () => alarms.get(scope, isSlower.name).state };
}

describe('an alarm that judges one target group by the other', () => {
  it('stops a release that is slower than the version before, for two minutes', async () => {
    const { minute, runner, state } = world();
    await minute({ blue: [900, 0.02] });
    await minute({ blue: [810, 0.02], green: [90, 0.5] });
    expect(state()).toBe('OK');
    await minute({ blue: [810, 0.02], green: [90, 0.5] });
    await minute({ blue: [810, 0.02], green: [90, 0.5] });
    runner.stop();
    expect(state()).toBe('ALARM');
  });

  it.each<[string, Record<string, [number, number]>]>([
    ['both are slow', { blue: [810, 0.6], green: [90, 0.6] }],
    ['green is faster', { blue: [810, 0.6], green: [90, 0.1] }],
    ['green has too few requests', { blue: [810, 0.02], green: [49, 0.5] }],
    ['blue has too few requests', { blue: [49, 0.02], green: [810, 0.5] }],
    ['blue has none any more', { green: [900, 0.5] }],
  ])('does not while %s', async (_what, traffic) => {
    const { minute, runner, state } = world();
    for (let count = 0; count < 5; count++) await minute(traffic);
    runner.stop();
    expect(state()).toBe('OK');
  });
});
