import { describe, expect, it } from '@jest/globals';
import { comparisonOf } from '../release/outputs.ts';
import { events, START } from '../testing/fixtures.ts';
import { judgeComparison, minutesIn, shiftOf, wholeMinutes } from './judge-comparison.ts';

const MINUTE = 60_000;
const needed = { requests: 50, minutes: 2 };
const shift = { from: START + 20_000, until: START + 5 * MINUTE + 20_000 };
const minutes = (...pairs: [number, number][]) =>
  pairs.map((requests, index) => ({ at: START + (index + 1) * MINUTE, requests }));

describe('the shift of a deployment', () => {
  it('is the event AllowTraffic, which may go on', () => {
    const begun = events({ AllowTraffic: 'InProgress' });
    expect(shiftOf(begun, START + 99_000)).toEqual({ from: START + 12_000, until: START + 99_000 });
    expect(shiftOf(events({ AllowTraffic: 'Succeeded' }), START + 99_000)?.until).toBe(START + 14_000);
    expect(shiftOf(events(), START)).toBeUndefined();
  });

  it('holds the minutes that it holds whole', () => {
    expect(wholeMinutes(shift, MINUTE)).toEqual({ from: START + MINUTE, until: START + 5 * MINUTE });
    expect(minutesIn(shift, MINUTE)).toBe(4);
    expect(minutesIn({ from: START + 1, until: START + MINUTE + 1 }, MINUTE)).toBe(0);
    expect(minutesIn({ from: START + 1, until: START + 2 }, MINUTE)).toBe(0);
  });
});

describe('a release', () => {
  it.each([
    ['in enough minutes', minutes([450, 50], [449, 51]), 2],
    ['in more', minutes([450, 50], [10, 10], [449, 51], [900, 90]), 3],
  ])('is judged when both versions had enough requests %s', (_what, seen, count) => {
    expect(judgeComparison(needed, shift, seen, MINUTE)).toMatchObject({
      judged: true,
      minutes: count,
      message: `Judged by the version before: in ${count} min of the shift both had 50 requests a minute or more.`,
    });
  });

  it.each([
    [
      'too few requests to green',
      shift,
      minutes([450, 49], [450, 20]),
      '49 requests a minute at most to the version with fewer, 50 needed.',
    ],
    [
      'too few requests to blue',
      shift,
      minutes([3, 450], [2, 450]),
      '3 requests a minute at most to the version with fewer, 50 needed.',
    ],
    [
      'enough in one minute only',
      shift,
      minutes([450, 60], [450, 20]),
      '50 requests a minute to both in 1 min only, 2 needed.',
    ],
    ['no metrics', shift, [], 'CloudWatch has no request counts of the shift.'],
    [
      'a shift of a moment',
      { from: START, until: START + 3000 },
      [],
      'the shift took 3.0 s, which holds 0 whole min of metrics, 2 needed.',
    ],
    ['an unknown shift', undefined, [], 'when traffic moved is not known.'],
  ])('is not judged with %s, and says so', (_what, span, seen, why) => {
    expect(judgeComparison(needed, span, seen, MINUTE)).toMatchObject({
      judged: false,
      message: `Not judged by the version before: ${why}`,
    });
  });
});

describe('what a stack says that comparing needs', () => {
  it.each([
    [{ RequestsToCompare: '50', MinutesToCompare: '2' }, needed],
    [{ RequestsToCompare: '50' }, undefined],
    [{}, undefined],
    [{ RequestsToCompare: 'many', MinutesToCompare: '2' }, undefined],
    [{ RequestsToCompare: '0', MinutesToCompare: '2' }, undefined],
  ])('%j', (outputs, comparison) => {
    expect(comparisonOf(outputs as Record<string, string>)).toEqual(comparison);
  });
});
