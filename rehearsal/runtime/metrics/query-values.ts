import type { MetricQuery } from '../../domain/alarm/alarm.ts';
import type { Datapoint } from '../../domain/alarm/evaluate.ts';
import { mathValue, pointsOf, type MathValue } from '../../domain/alarm/math-value.ts';
import { MetricMathError, parseMetricMath } from '../../domain/alarm/metric-math.ts';

/**
 * The points of one query, oldest first; expressions read the others by id. `read` gives a metric's own points.
 * Throws MetricMathError for what is not understood, an unknown id, or a circle.
 */
export function queryPoints(
  queries: readonly MetricQuery[],
  id: string,
  read: (query: MetricQuery) => readonly Datapoint[],
  length: number,
): readonly Datapoint[] {
  const value = (wanted: string, path: readonly string[]): MathValue => {
    const query = queries.find((candidate) => candidate.id === wanted);
    if (!query) throw new MetricMathError(`There is no metric or expression with the id ${wanted}.`);
    if (path.includes(wanted)) throw new MetricMathError(`The expression ${wanted} refers to itself.`);
    if (query.source.kind === 'stat') return { kind: 'series', points: read(query) };
    return mathValue(parseMetricMath(query.source.expression), (other) => value(other, [...path, wanted]), length);
  };
  return pointsOf(value(id, []), length);
}
