import { describe, expect, it } from '@jest/globals';
import { deployment, events, START } from '../testing/fixtures.ts';
import { describeChange } from './describe-change.ts';
import type { Observation } from './observation.ts';

const look = (overrides: Partial<Observation>): Observation => ({
  at: START,
  deployment: deployment(),
  asked: undefined,
  seen: 0,
  test: 0,
  greenHealth: [],
  alarms: [{ name: 'svc-green-5xx', state: 'OK', reason: '' }],
  ...overrides,
});
const text = (before: Observation | undefined, now: Observation, left?: number) =>
  describeChange(before, now, left).map(({ text }) => text);

describe('what a watcher prints', () => {
  it('at the first look', () => {
    expect(text(undefined, look({ at: START + 1000 }))).toEqual([
      '  +0:01  deployment             InProgress',
      '  +0:01  weights seen           blue 100 %, green 0 %',
      '  +0:01  test listener          blue 100 %, green 0 %',
    ]);
  });

  it('nothing when nothing changed', () => {
    expect(text(look({}), look({ at: START + 9000 }))).toEqual([]);
  });

  it('for events, weights, health and alarms', () => {
    const now = look({
      at: START + 75_000,
      deployment: deployment({ events: events({ BeforeInstall: 'Succeeded', Install: 'InProgress' }) }),
      asked: 10,
      seen: 10,
      test: 100,
      greenHealth: [
        { target: '10.0.0.1:8080', state: 'healthy', reason: undefined },
        { target: '10.0.0.2:8080', state: 'unhealthy', reason: 'Health checks failed with these codes: [500]' },
      ],
      alarms: [{ name: 'svc-green-5xx', state: 'ALARM', reason: 'Threshold Crossed' }],
    });
    expect(text(look({}), now, 540_000)).toEqual([
      '  +1:15  BeforeInstall          succeeded after 2.0 s',
      '  +1:15  Install                in progress',
      '  +1:15  weights asked          blue 90 %, green 10 %',
      '  +1:15  weights seen           blue 90 %, green 10 % (about 9 min of the shift left)',
      '  +1:15  test listener          blue 0 %, green 100 %',
      '  +1:15  green targets          1 healthy, 1 unhealthy (10.0.0.2:8080: Health checks failed with these codes: [500])',
      '  +1:15  alarm                  svc-green-5xx OK → ALARM: Threshold Crossed',
    ]);
  });

  it('for a failure', () => {
    const failed = events({ Install: 'Failed', AfterInstall: 'Skipped' });
    failed[1]!.diagnostics = { message: 'it broke' };
    const lines = describeChange(
      look({}),
      look({ at: START + 5000, deployment: deployment({ status: 'Failed', events: failed }) }),
    );
    expect(lines).toEqual([
      { tone: 'bad', text: '  +0:05  deployment             InProgress → Failed' },
      { tone: 'bad', text: '  +0:05  Install                failed after 2.0 s: it broke' },
      { tone: 'faint', text: '  +0:05  AfterInstall           skipped' },
    ]);
  });
});
