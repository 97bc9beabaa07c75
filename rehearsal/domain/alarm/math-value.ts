import { assertNever } from '../../kernel/assert-never.ts';
import type { Datapoint } from './evaluate.ts';
import { MetricMathError, type BinaryOperator, type FunctionName, type MathNode } from './metric-math.ts';

/** One value a window (oldest first), or one for all. */
export type MathValue = { kind: 'series'; points: readonly Datapoint[] } | { kind: 'scalar'; value: number };

/**
 * The value of an expression over `length` windows. Where one side has no data the result has none, and a division by
 * zero gives none. Source: CloudWatch User Guide, "Using metric math".
 */
export function mathValue(node: MathNode, read: (id: string) => MathValue, length: number): MathValue {
  const value = (child: MathNode) => mathValue(child, read, length);
  switch (node.kind) {
    case 'number':
      return { kind: 'scalar', value: node.value };
    case 'id':
      return read(node.id);
    case 'negate':
      return zip(length, [value(node.of)], ([of]) => (of === undefined ? undefined : -of));
    case 'binary':
      return zip(length, [value(node.left), value(node.right)], ([left, right]) => binary(node.operator, left, right));
    case 'call':
      return call(node.name, node.of, value, length);
    case 'array':
      throw new MetricMathError('An array is understood only as the argument of AVG, MAX, MIN and SUM.');
    case 'repeat':
      throw new MetricMathError('REPEAT is understood only in FILL.');
    default:
      return assertNever(node);
  }
}

/** The points of a value over `length` windows. */
export const pointsOf = (value: MathValue, length: number): readonly Datapoint[] =>
  value.kind === 'series' ? value.points : Array.from({ length }, () => value.value);

function zip(length: number, of: MathValue[], combine: (values: Datapoint[]) => Datapoint): MathValue {
  const scalars = of.map((value) => (value.kind === 'scalar' ? value.value : undefined));
  if (of.every((value) => value.kind === 'scalar')) {
    const value = combine(scalars);
    return value === undefined ? { kind: 'series', points: Array.from({ length }) } : { kind: 'scalar', value };
  }
  const columns = of.map((value) => pointsOf(value, length));
  return { kind: 'series', points: Array.from({ length }, (_, at) => combine(columns.map((points) => points[at]))) };
}

function binary(operator: BinaryOperator, left: Datapoint, right: Datapoint): Datapoint {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '^':
      return left ** right;
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
    default:
      return assertNever(operator);
  }
}

function call(name: FunctionName, of: MathNode[], value: (node: MathNode) => MathValue, length: number): MathValue {
  const [first, second, third] = of;
  if (!first || of.length !== ARGUMENTS[name])
    throw new MetricMathError(`${name} takes ${ARGUMENTS[name]} argument(s).`);
  switch (name) {
    case 'ABS':
    case 'CEIL':
    case 'FLOOR':
      return zip(length, [value(first)], ([point]) => (point === undefined ? undefined : ROUND[name](point)));
    case 'IF':
      return zip(length, [value(first), value(second as MathNode), value(third as MathNode)], ([condition, yes, no]) =>
        condition === undefined ? undefined : condition === 0 ? no : yes,
      );
    case 'FILL':
      return fill(pointsOf(value(first), length), second as MathNode, value, length);
    case 'AVG':
    case 'MAX':
    case 'MIN':
    case 'SUM':
      return collapse(name, first, value, length);
    default:
      return assertNever(name);
  }
}

const ARGUMENTS: Record<FunctionName, number> = {
  ABS: 1,
  AVG: 1,
  CEIL: 1,
  FILL: 2,
  FLOOR: 1,
  IF: 3,
  MAX: 1,
  MIN: 1,
  SUM: 1,
};

const ROUND = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };

function fill(
  points: readonly Datapoint[],
  by: MathNode,
  value: (node: MathNode) => MathValue,
  length: number,
): MathValue {
  if (by.kind === 'repeat') {
    let last: Datapoint;
    return { kind: 'series', points: points.map((point) => (last = point ?? last)) };
  }
  const fillers = pointsOf(value(by), length);
  return { kind: 'series', points: points.map((point, at) => point ?? fillers[at]) };
}

/** Over an array: one value a window. Over one series: one value for all. */
function collapse(
  name: 'AVG' | 'MAX' | 'MIN' | 'SUM',
  of: MathNode,
  value: (node: MathNode) => MathValue,
  length: number,
): MathValue {
  if (of.kind === 'array') return zip(length, of.of.map(value), (points) => reduce(name, points));
  const reduced = reduce(name, pointsOf(value(of), length));
  return reduced === undefined
    ? { kind: 'series', points: Array.from({ length }) }
    : { kind: 'scalar', value: reduced };
}

function reduce(name: 'AVG' | 'MAX' | 'MIN' | 'SUM', points: readonly Datapoint[]): Datapoint {
  const real = points.filter((point) => point !== undefined);
  if (real.length === 0) return undefined;
  if (name === 'MAX') return Math.max(...real);
  if (name === 'MIN') return Math.min(...real);
  const sum = real.reduce((total, point) => total + point, 0);
  return name === 'SUM' ? sum : sum / real.length;
}
