import { describe, expect, it } from '@jest/globals';
import { mathValue, pointsOf, type MathValue } from './math-value.ts';
import { idsOf, MetricMathError, parseMetricMath } from './metric-math.ts';

const SERIES: Record<string, (number | undefined)[]> = {
  requests: [100, 200, undefined],
  errors: [1, undefined, undefined],
  zero: [0, 0, 0],
};

const read = (id: string): MathValue => ({ kind: 'series', points: SERIES[id] ?? [] });
const valueOf = (expression: string) => [...pointsOf(mathValue(parseMetricMath(expression), read, 3), 3)];

describe('metric math', () => {
  it.each([
    ['requests + 1', [101, 201, undefined]],
    ['errors / requests * 100', [1, undefined, undefined]],
    ['100 * FILL(errors, 0) / requests', [1, 0, undefined]],
    ['requests / zero', [undefined, undefined, undefined]],
    ['2 + 3 * 4', [14, 14, 14]],
    ['(2 + 3) * -4', [-20, -20, -20]],
    ['IF(requests > 150, errors, 0)', [0, undefined, undefined]],
    ['IF(FILL(requests, 0) > 150, 1, 0)', [0, 1, 0]],
    ['FILL(errors, REPEAT)', [1, 1, 1]],
    ['requests >= 100 AND zero == 0', [1, 1, undefined]],
    ['MAX([requests, zero])', [100, 200, 0]],
    ['SUM(requests)', [300, 300, 300]],
    ['AVG([requests, zero])', [50, 100, 0]],
    ['CEIL(errors / 3)', [1, undefined, undefined]],
  ])('%s', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it.each([
    [
      'more errors than the other, both with enough requests',
      { requests: 60, others: 500, errors: 6, otherErrors: 5 },
      9,
    ],
    ['errors here only', { requests: 60, others: 500, errors: 6 }, 10],
    ['errors there only: better is below zero', { requests: 60, others: 500, otherErrors: 5 }, -1],
    ['none anywhere', { requests: 60, others: 500 }, 0],
    ['too few requests here', { requests: 49, others: 500, errors: 49 }, 0],
    ['too few requests there', { requests: 500, others: 49, errors: 49 }, 0],
    ['no requests there, which is no value', { requests: 500, errors: 49 }, undefined],
    ['no requests here', { others: 500, errors: 49 }, undefined],
  ])('compares two target groups: %s', (_what, values: Record<string, number>, expected) => {
    const share = '100 * FILL(errors, 0) / requests - 100 * FILL(otherErrors, 0) / others';
    const node = parseMetricMath(`IF(requests >= 50 AND others >= 50, ${share}, 0)`);
    const value = mathValue(node, (id) => ({ kind: 'series', points: [values[id]] }), 1);
    expect(pointsOf(value, 1)).toEqual([expected]);
  });

  it('lists the ids it reads', () => {
    expect(idsOf(parseMetricMath('IF(m1 > 5, m2 / m1, 0)'))).toEqual(['m1', 'm2', 'm1']);
  });

  it.each(['SEARCH("x", "Sum")', 'ANOMALY_DETECTION_BAND(m1)', 'm1 +', '(m1', 'm1 m2', 'FILL(m1)', '[m1]'])(
    'refuses %s by name',
    (expression) => {
      expect(() => valueOf(expression)).toThrow(MetricMathError);
    },
  );
});
