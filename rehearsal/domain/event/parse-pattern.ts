import { PatternError } from './pattern-error.ts';

/** Fields by name: deeper ones, or the tests of which one must hold. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly ValueTest[];
}

/** What one entry of a field's list asks. Source: EventBridge user guide, "Comparison operators for use in event patterns". */
export type ValueTest =
  | { test: 'equals'; value: string | number | boolean | null }
  | { test: 'equals-ignore-case'; value: string }
  | { test: 'prefix' | 'suffix'; value: string; ignoreCase: boolean }
  | { test: 'wildcard'; value: string }
  | { test: 'exists'; value: boolean }
  | { test: 'numeric'; bounds: readonly NumericBound[] }
  | { test: 'anything-but'; of: readonly ValueTest[] };

export interface NumericBound {
  operator: '<' | '<=' | '>' | '>=' | '=';
  value: number;
}

/** Throws PatternError. */
export function parsePattern(text: string): EventPattern {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new PatternError('Filter is not valid JSON');
  }
  return fieldsOf(parsed, '');
}

function fieldsOf(value: unknown, path: string): EventPattern {
  if (!isObject(value)) throw new PatternError(`"${path || 'Filter'}" must be an object or an array`);
  const entries = Object.entries(value);
  if (entries.length === 0) throw new PatternError(path ? `"${path}" is an empty object` : 'Filter is an empty object');
  return Object.fromEntries(
    entries.map(([name, under]) => {
      if (name === '$or') throw new PatternError('The rehearsal does not implement $or in event patterns');
      const here = path ? `${path}.${name}` : name;
      return [name, Array.isArray(under) ? testsOf(under, here) : fieldsOf(under, here)];
    }),
  );
}

function testsOf(values: readonly unknown[], path: string): ValueTest[] {
  if (values.length === 0) throw new PatternError(`Empty arrays are not allowed: "${path}"`);
  return values.map((value) => testOf(value, path));
}

function testOf(value: unknown, path: string): ValueTest {
  if (isScalar(value)) return { test: 'equals', value };
  const [operator = '', operand, ...more] = isObject(value) ? Object.entries(value).flat() : [];
  if (more.length > 0) throw new PatternError(`Only one key allowed in match expression: "${path}"`);
  switch (operator) {
    case 'prefix':
    case 'suffix': {
      const ignoring = isObject(operand) ? operand['equals-ignore-case'] : undefined;
      return {
        test: operator,
        value: textOf(ignoring ?? operand, `${operator} of "${path}"`),
        ignoreCase: ignoring !== undefined,
      };
    }
    case 'equals-ignore-case':
    case 'wildcard':
      return { test: operator, value: textOf(operand, `${operator} of "${path}"`) };
    case 'exists':
      if (typeof operand !== 'boolean') throw new PatternError(`exists of "${path}" must be either true or false.`);
      return { test: 'exists', value: operand };
    case 'numeric':
      return { test: 'numeric', bounds: boundsOf(operand, path) };
    case 'anything-but':
      return { test: 'anything-but', of: refusedBy(operand, path) };
    default:
      throw new PatternError(`Unrecognized match type ${String(operator)} in "${path}"`);
  }
}

/** `anything-but` takes values, or one of prefix, suffix, equals-ignore-case and wildcard with one value or several. */
function refusedBy(operand: unknown, path: string): ValueTest[] {
  if (isScalar(operand)) return [{ test: 'equals', value: operand }];
  if (Array.isArray(operand))
    return operand.map((value: unknown) => {
      if (!isScalar(value)) throw new PatternError(`Value of anything-but must be a list of values: "${path}"`);
      return { test: 'equals', value };
    });
  const [operator = '', values] = isObject(operand) ? (Object.entries(operand)[0] ?? []) : [];
  if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator))
    throw new PatternError(`Unsupported anything-but pattern: ${operator} in "${path}"`);
  return (Array.isArray(values) ? values : [values]).map((value: unknown) => testOf({ [operator]: value }, path));
}

const OPERATORS = ['<', '<=', '>', '>=', '='] as const;

function boundsOf(operand: unknown, path: string): NumericBound[] {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0)
    throw new PatternError(`Invalid member in numeric match of "${path}"`);
  const bounds: NumericBound[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const [sign, value] = operand.slice(at, at + 2) as unknown[];
    const operator = OPERATORS.find((known) => known === sign);
    if (!operator) throw new PatternError(`Unrecognized numeric range operator: ${String(sign)}`);
    if (typeof value !== 'number') throw new PatternError(`Value of ${operator} must be numeric`);
    bounds.push({ operator, value });
  }
  return bounds;
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new PatternError(`${what} must be a string`);
  return value;
}

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
