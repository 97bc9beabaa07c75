import type { AlarmStateValue, ComparisonOperator, TreatMissingData } from './alarm.ts';
import type { AlarmRule } from './evaluate.ts';

export interface EvaluatedPoint {
  value: number;
  /** Epoch milliseconds at which the window begins. */
  at: number;
}

/** The reason as CloudWatch words it. Source: StateReason of alarms on real accounts, as quoted in AWS's examples. */
export function stateReason(
  state: AlarmStateValue,
  previous: AlarmStateValue,
  rule: AlarmRule,
  points: readonly EvaluatedPoint[],
  filled: number,
): string {
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${unknownPoints(filled)}`;
  if (points.length === 0) return noData(filled, rule.treatMissingData);
  const breaching = state === 'ALARM';
  const matching = points.length;
  const values = points.map((point) => `${decimal(point.value)} (${stamp(point.at)})`).join(', ');
  const minimum = breaching ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const relation = `${matching === 1 ? 'was' : 'were'}${breaching ? '' : ' not'} ${WORDS[rule.comparisonOperator]}`;
  const needed = `(minimum ${minimum} datapoint${minimum === 1 ? '' : 's'} for ${previous} -> ${state} transition)`;
  const last = `${matching} out of the last ${rule.evaluationPeriods} datapoints [${values}]`;
  return `Threshold Crossed: ${last} ${relation} the threshold (${decimal(rule.threshold)}) ${needed}.`;
}

const WORDS: Record<ComparisonOperator, string> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const unknownPoints = (count: number): string =>
  count === 1 ? '1 datapoint was unknown.' : `${count} datapoints were unknown.`;

function noData(filled: number, treat: TreatMissingData): string {
  const treated = treat === 'breaching' ? '[Breaching]' : '[NonBreaching]';
  const periods = `${filled} period${filled === 1 ? '' : 's'}`;
  const points = filled === 1 ? '1 missing datapoint was' : `${filled} missing datapoints were`;
  return `Threshold Crossed: no datapoints were received for ${periods} and ${points} treated as ${treated}.`;
}

/** `1.0`, `0.25`: a number always shows a fraction. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `20/11/26 13:00:00` in UTC. */
function stamp(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}
