import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import type { AlarmDefinition } from '../../domain/alarm/alarm.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { MetricStore } from '../metrics/metric-store.ts';
import { AlarmRunner } from './alarm-runner.ts';
import { Alarms } from './alarms.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const metric = { namespace: 'Service', name: 'Errors', dimensions: {} };

const definition = (name: string, treatMissingData: AlarmDefinition['treatMissingData']): AlarmDefinition => ({
  name,
  actionsEnabled: true,
  okActions: [],
  alarmActions: [],
  insufficientDataActions: [],
  watches: { kind: 'metric', stat: { metric, statistic: { kind: 'Sum' }, period: 60 } },
  threshold: 5,
  comparisonOperator: 'GreaterThanThreshold',
  evaluationPeriods: 1,
  treatMissingData,
  lowSamples: 'evaluate',
});

describe('alarms of an engine that was started again', () => {
  it('keep their states and history; without data they become what missing data says', async () => {
    const clock = new ManualClock();
    const [before, after] = [new Alarms({ clock }), new Alarms({ clock })];
    for (const kind of ['ignore', 'notBreaching', 'missing'] as const) {
      before.put(scope, definition(kind, kind));
      before.setState(scope, kind, { state: 'ALARM', reason: 'too many' });
    }
    after.restore(deserialize(serialize(before.save())) as ReturnType<Alarms['save']>);
    const states = () => Object.fromEntries(after.list(scope).map(({ definition: { name }, state }) => [name, state]));
    expect(states()).toEqual({ ignore: 'ALARM', notBreaching: 'ALARM', missing: 'ALARM' });
    expect(after.history(scope)).toHaveLength(6);

    const runner = new AlarmRunner({ clock, log: silentLog, alarms: after, metrics: new MetricStore() });
    runner.start();
    await clock.advance(120_000);
    runner.stop();
    expect(states()).toEqual({ ignore: 'ALARM', notBreaching: 'OK', missing: 'INSUFFICIENT_DATA' });
  });
});
