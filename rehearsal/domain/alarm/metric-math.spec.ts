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
