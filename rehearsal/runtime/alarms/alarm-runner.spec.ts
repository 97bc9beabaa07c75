import { describe, expect, it } from '@jest/globals';
import type { AlarmDefinition } from '../../domain/alarm/alarm.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { MetricStore } from '../metrics/metric-store.ts';
import { AlarmRunner } from './alarm-runner.ts';
import { Alarms } from './alarms.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const errors = {
  namespace: 'AWS/ApplicationELB',
  name: 'HTTPCode_Target_5XX_Count',
  dimensions: { TargetGroup: 'green' },
};
const requests = { ...errors, name: 'RequestCount' };
const MINUTE = 60_000;

const definition: AlarmDefinition = {
  name: 'errors',
  actionsEnabled: true,
  okActions: [],
  alarmActions: [],
  insufficientDataActions: [],
  watches: { kind: 'metric', stat: { metric: errors, statistic: { kind: 'Sum' }, period: 60 } },
  threshold: 5,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 2,
  treatMissingData: 'notBreaching',
  lowSamples: 'evaluate',
};

/** Time starts on a minute; windows end on minutes. */
function world(of: AlarmDefinition) {
  const clock = new ManualClock();
  const metrics = new MetricStore();
  const alarms = new Alarms({ clock });
  const runner = new AlarmRunner({ clock, log: silentLog, alarms, metrics });
  const seen: string[] = [];
  alarms.changed.subscribe(({ alarm }) => seen.push(alarm.state));
  alarms.put(scope, of);
  runner.start();
  const minute = async (samples: Partial<Record<'errors' | 'requests', number[]>>) => {
    if (samples.errors) metrics.record(scope, [{ ...errors, at: clock.now() + 1000, values: samples.errors }]);
    if (samples.requests) metrics.record(scope, [{ ...requests, at: clock.now() + 1000, values: samples.requests }]);
    await clock.advance(MINUTE);
  };
  return { clock, alarms, runner, seen, minute, state: () => alarms.get(scope, of.name).state };
}

describe('AlarmRunner', () => {
  it('goes from insufficient data to OK, alarms after two breaching minutes, and recovers', async () => {
    const { minute, state, seen, runner, alarms } = world(definition);
    expect(state()).toBe('INSUFFICIENT_DATA');
    await minute({});
    await minute({ errors: [1, 1, 1, 1, 1] });
    await minute({ errors: [6] });
    await minute({ errors: [0] });
    await minute({ errors: [0] });
    await minute({});
    runner.stop();
    expect(seen).toEqual(['OK', 'ALARM', 'OK']);
    const summaries = alarms.history(scope).map((item) => item.summary);
    expect(summaries).toEqual([
      'Alarm "errors" created',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ]);
  });

  it('words its reason as CloudWatch does', async () => {
    const { minute, alarms, runner } = world({ ...definition, evaluationPeriods: 1 });
    await minute({ errors: [7] });
    await minute({});
    runner.stop();
    expect(alarms.get(scope, 'errors').reason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [7.0 (01/01/26 00:00:00)] was greater than or equal to the threshold (5.0) ' +
        '(minimum 1 datapoint for OK -> ALARM transition).',
    );
  });

  it('is as old as its data: points from before its creation count', async () => {
    const { minute, alarms, runner, clock } = world({ ...definition, name: 'other' });
    await minute({ errors: [9] });
    await minute({ errors: [9] });
    alarms.put(scope, definition);
    await clock.advance(MINUTE);
    runner.stop();
    expect(alarms.get(scope, 'errors').state).toBe('ALARM');
  });

  it('evaluates an expression over two metrics', async () => {
    const stat = { statistic: { kind: 'Sum' as const }, period: 60 };
    const { minute, runner, state } = world({
      ...definition,
      evaluationPeriods: 1,
      watches: {
        kind: 'queries',
        queries: [
          {
            id: 'rate',
            returnData: true,
            source: { kind: 'expression', expression: 'IF(r >= 50, 100 * FILL(e, 0) / r, 0)' },
          },
          { id: 'e', returnData: false, source: { kind: 'stat', stat: { ...stat, metric: errors } } },
          { id: 'r', returnData: false, source: { kind: 'stat', stat: { ...stat, metric: requests } } },
        ],
      },
    });
    await minute({ requests: [10], errors: [10] });
    await minute({ requests: [100], errors: [4] });
    expect(state()).toBe('OK');
    await minute({ requests: [100], errors: [5] });
    await minute({ requests: [100] });
    runner.stop();
    expect(state()).toBe('ALARM');
  });

  it('keeps its state while a percentile has few samples and is told to wait', async () => {
    const watches: AlarmDefinition['watches'] = {
      kind: 'metric',
      stat: { metric: requests, statistic: { kind: 'percentile', percent: 99 }, period: 60 },
    };
    const percentile: AlarmDefinition = {
      ...definition,
      watches,
      evaluationPeriods: 1,
      treatMissingData: 'missing',
      lowSamples: 'ignore',
    };
    const { minute, runner, state } = world(percentile);
    await minute({ requests: [100] });
    await minute({ requests: Array.from({ length: 1000 }, () => 100) });
    expect(state()).toBe('INSUFFICIENT_DATA');
    await minute({});
    runner.stop();
    expect(state()).toBe('ALARM');
  });

  it('slides a longer period by the minute', async () => {
    const watches: AlarmDefinition['watches'] = {
      kind: 'metric',
      stat: { metric: errors, statistic: { kind: 'Sum' }, period: 300 },
    };
    const { minute, runner, state } = world({ ...definition, watches, evaluationPeriods: 1 });
    await minute({ errors: [3] });
    await minute({ errors: [3] });
    expect(state()).toBe('OK');
    await minute({});
    runner.stop();
    expect(state()).toBe('ALARM');
  });
});

describe('PutMetricAlarm refuses', () => {
  const alarms = new Alarms({ clock: new ManualClock() });
  const stat = (period: number) => ({ metric: errors, statistic: { kind: 'Sum' as const }, period });
  it.each([
    ['a period that is no multiple of 60', { watches: { kind: 'metric' as const, stat: stat(90) } }],
    ['M above N', { datapointsToAlarm: 3 }],
    ['more than a day', { evaluationPeriods: 2000 }],
    [
      'an expression with an unknown id',
      {
        watches: {
          kind: 'queries' as const,
          queries: [{ id: 'e1', returnData: true, source: { kind: 'expression' as const, expression: 'm9' } }],
        },
      },
    ],
    [
      'a function that is not understood',
      {
        watches: {
          kind: 'queries' as const,
          queries: [{ id: 'e1', returnData: true, source: { kind: 'expression' as const, expression: 'RATE(e1)' } }],
        },
      },
    ],
  ])('%s', (_what, change) => {
    expect(() => alarms.put(scope, { ...definition, ...change })).toThrow(
      expect.objectContaining({ name: 'AwsError' }),
    );
  });
});
