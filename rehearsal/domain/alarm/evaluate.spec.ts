import { describe, expect, it } from '@jest/globals';
import type { TreatMissingData } from './alarm.ts';
import { breaches, evaluateAlarm, type AlarmRule } from './evaluate.ts';

const rule = (n: number, m: number, treatMissingData: TreatMissingData): AlarmRule => ({
  threshold: 0,
  comparisonOperator: 'GreaterThanThreshold',
  evaluationPeriods: n,
  datapointsToAlarm: m,
  treatMissingData,
});

/** `0` within the threshold, `X` breaching, `-` missing; the newest is on the right, as in AWS's tables. */
const points = (text: string) => text.split(' ').map((mark) => (mark === '-' ? undefined : mark === 'X' ? 1 : 0));

const TREATMENTS: TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const KEEP = undefined;

describe('the tables of "Configuring how CloudWatch alarms treat missing data"', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', KEEP, 'ALARM', 'OK']],
    // Described under "Avoiding premature transitions to alarm state".
    ['- - - - X', ['INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK']],
    ['- - - X -', ['INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK']],
    ['- - - X 0', ['OK', 'OK', 'OK', 'OK']],
  ])('3 of 3: %s', (text, states) => {
    expect(TREATMENTS.map((treat) => evaluateAlarm(points(text), rule(3, 3, treat)).state)).toEqual(states);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', KEEP, 'ALARM', 'OK']],
  ])('2 of 3: %s', (text, states) => {
    expect(TREATMENTS.map((treat) => evaluateAlarm(points(text), rule(3, 2, treat)).state)).toEqual(states);
  });
});

describe('evaluateAlarm', () => {
  it('leaves older points alone when the newest are complete', () => {
    const evaluation = evaluateAlarm(points('X X 0 0 0'), rule(3, 1, 'missing'));
    expect(evaluation).toEqual({ state: 'OK', evaluated: [4, 3, 2], filled: 0 });
  });

  it('says how many points it filled in', () => {
    expect(evaluateAlarm(points('- - - - X'), rule(3, 3, 'notBreaching'))).toEqual({
      state: 'OK',
      evaluated: [4],
      filled: 2,
    });
  });
});

describe('breaches', () => {
  it.each([
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['GreaterThanThreshold', [false, false, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s', (comparisonOperator, expected) => {
    expect([4, 5, 6].map((value) => breaches(value, { threshold: 5, comparisonOperator }))).toEqual(expected);
  });
});
