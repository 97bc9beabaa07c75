import { assertNever } from '../../kernel/assert-never.ts';
import type { AlarmStateValue, ComparisonOperator, TreatMissingData } from './alarm.ts';

/** What decides a metric alarm, apart from its data. */
export interface AlarmRule {
  threshold: number;
  comparisonOperator: ComparisonOperator;
  /** N: how many points decide. */
  evaluationPeriods: number;
  /** M: how many of them must breach. */
  datapointsToAlarm: number;
  treatMissingData: TreatMissingData;
}

/** A window's value; undefined when no data came. */
export type Datapoint = number | undefined;

export interface Evaluation {
  /** Undefined keeps the state that the alarm has. */
  state: AlarmStateValue | undefined;
  /** Positions in the given points that were evaluated, newest first. */
  evaluated: number[];
  /** How many missing points were filled in. */
  filled: number;
}

/**
 * Decides an alarm from the points of its evaluation range, oldest first. The range is longer than
 * `evaluationPeriods`: real points of any age in it come before missing ones.
 * Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", with its two tables.
 */
export function evaluateAlarm(points: readonly Datapoint[], rule: AlarmRule): Evaluation {
  const real = realPoints(points, rule);
  const { evaluationPeriods: n, datapointsToAlarm: m } = rule;
  if (points.slice(-n).every((point) => point !== undefined) || real.length >= n) {
    const evaluated = real.slice(0, n);
    return { state: count(evaluated) >= m ? 'ALARM' : 'OK', evaluated: evaluated.map((point) => point.at), filled: 0 };
  }
  const filled = n - real.length;
  return {
    state: stateWithMissing(real, filled, m, rule.treatMissingData),
    evaluated: real.map((point) => point.at),
    filled,
  };
}

interface RealPoint {
  at: number;
  /** 1 is the newest window. */
  age: number;
  breaching: boolean;
}

/** Newest first. */
function realPoints(points: readonly Datapoint[], rule: AlarmRule): RealPoint[] {
  const real: RealPoint[] = [];
  for (let at = points.length - 1; at >= 0; at--) {
    const value = points[at];
    if (value !== undefined) real.push({ at, age: points.length - at, breaching: breaches(value, rule) });
  }
  return real;
}

const count = (points: readonly RealPoint[]): number => points.filter((point) => point.breaching).length;

function stateWithMissing(
  real: RealPoint[],
  filled: number,
  m: number,
  treat: TreatMissingData,
): AlarmStateValue | undefined {
  const breaching = count(real);
  if (treat === 'breaching') return breaching + filled >= m ? 'ALARM' : 'OK';
  if (breaching >= m) return 'ALARM';
  if (treat === 'notBreaching') return 'OK';
  if (breaching < real.length) return 'OK';
  // Only breaching points, or none at all.
  if (treat === 'ignore') return undefined;
  // "Avoiding premature transitions to alarm state": it alarms once the oldest of them is M windows old.
  const oldest = real.at(-1);
  return oldest && oldest.age >= m ? 'ALARM' : 'INSUFFICIENT_DATA';
}

export function breaches(value: number, rule: Pick<AlarmRule, 'threshold' | 'comparisonOperator'>): boolean {
  switch (rule.comparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= rule.threshold;
    case 'GreaterThanThreshold':
      return value > rule.threshold;
    case 'LessThanThreshold':
      return value < rule.threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= rule.threshold;
    default:
      return assertNever(rule.comparisonOperator);
  }
}
