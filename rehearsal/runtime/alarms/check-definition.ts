import type { AlarmDefinition, MetricQuery } from '../../domain/alarm/alarm.ts';
import { periodOf } from '../../domain/alarm/alarm.ts';
import { idsOf, MetricMathError, parseMetricMath } from '../../domain/alarm/metric-math.ts';
import { invalidAlarm, invalidCombination, invalidValue, notRehearsed } from './errors.ts';

/** Throws what PutMetricAlarm answers. Source: CloudWatch API, PutMetricAlarm, constraints of its parameters. */
export function checkDefinition(definition: AlarmDefinition): void {
  const { name, evaluationPeriods, datapointsToAlarm } = definition;
  if (name.length === 0 || name.length > 255) throw invalidAlarm('AlarmName must have between 1 and 255 characters.');
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1)
    throw invalidAlarm('EvaluationPeriods must be a whole number of at least 1.');
  if (datapointsToAlarm !== undefined && !(datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods))
    throw invalidValue('DatapointsToAlarm must be at least 1 and not more than EvaluationPeriods.');
  if (!Number.isFinite(definition.threshold)) throw invalidAlarm('Threshold must be a number.');
  if (definition.watches.kind === 'metric') checkPeriod(definition.watches.stat.period);
  else checkQueries(definition.watches.queries);
  const period = periodOf(definition);
  // A week in all; a day where the period is less than an hour.
  if (period * evaluationPeriods > (period < 3600 ? 86_400 : 604_800))
    throw invalidCombination(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    );
}

function checkPeriod(period: number): void {
  const isHighResolution = period === 10 || period === 20 || period === 30;
  if (!isHighResolution && !(period >= 60 && period % 60 === 0))
    throw invalidValue('Period must be 10, 20, 30 or a multiple of 60.');
}

function checkQueries(queries: MetricQuery[]): void {
  const ids = queries.map((query) => query.id);
  if (new Set(ids).size !== ids.length) throw invalidValue('Each Id in Metrics must be different.');
  if (queries.filter((query) => query.returnData).length !== 1)
    throw invalidValue('Exactly one element of Metrics must return data.');
  const periods = new Set(queries.flatMap(({ source }) => (source.kind === 'stat' ? [source.stat.period] : [])));
  if (periods.size > 1) throw invalidValue('The Metrics list must have one period only.');
  for (const period of periods) checkPeriod(period);
  for (const { id, source } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) throw invalidValue(`The Id ${id} must begin with a lower-case letter.`);
    if (source.kind === 'expression') checkExpression(source.expression, id, ids);
  }
}

function checkExpression(expression: string, id: string, ids: readonly string[]): void {
  let used: string[];
  try {
    used = idsOf(parseMetricMath(expression));
  } catch (error) {
    if (error instanceof MetricMathError) throw notRehearsed(`the expression ${id}: ${error.message}`);
    throw error;
  }
  for (const other of used) {
    if (!ids.includes(other))
      throw invalidValue(`Error in expression '${id}' [Undefined variables or metric IDs: ${other}]`);
    // An expression may read another; a circle would never end.
    if (other === id) throw invalidValue(`Error in expression '${id}' [It refers to itself]`);
  }
}
