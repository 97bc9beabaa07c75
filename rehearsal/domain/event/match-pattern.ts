import { assertNever } from '../../kernel/assert-never.ts';
import type { EventPattern, NumericBound, ValueTest } from './parse-pattern.ts';

/**
 * Whether an event has every field of a pattern with a value that one of its tests takes. Of a list in the event, one value
 * is enough. Source: EventBridge user guide, "Event patterns".
 */
export const matchesPattern = (pattern: EventPattern, event: unknown): boolean =>
  Object.entries(pattern).every(([name, wanted]) =>
    isTests(wanted)
      ? wanted.some((test) => holds(test, valuesOf(event, name)))
      : membersOf(event, name).some((member) => matchesPattern(wanted, member)) ||
        (membersOf(event, name).length === 0 && asksForAbsence(wanted)),
  );

const isTests = (wanted: EventPattern | readonly ValueTest[]): wanted is readonly ValueTest[] => Array.isArray(wanted);

/** What is asked for below a field that is not there can only be that it is not there. */
const asksForAbsence = (pattern: EventPattern): boolean =>
  Object.values(pattern).every((wanted) =>
    isTests(wanted) ? wanted.some((test) => test.test === 'exists' && !test.value) : asksForAbsence(wanted),
  );

function membersOf(parent: unknown, name: string): unknown[] {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return [];
  const value = (parent as Record<string, unknown>)[name];
  return Array.isArray(value) ? value : [value];
}

/** Leaves only: `exists` works on leaf nodes. */
const valuesOf = (parent: unknown, name: string): unknown[] =>
  membersOf(parent, name).filter((value) => typeof value !== 'object' || value === null);

function holds(test: ValueTest, values: readonly unknown[]): boolean {
  if (test.test === 'exists') return test.value === values.length > 0;
  // `anything-but` of a list of values: every one of them is something else.
  if (test.test === 'anything-but')
    return values.length > 0 && values.every((value) => !test.of.some((refused) => takes(refused, value)));
  return values.some((value) => takes(test, value));
}

function takes(test: ValueTest, value: unknown): boolean {
  switch (test.test) {
    case 'equals':
      return value === test.value;
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === test.value.toLowerCase();
    case 'prefix':
    case 'suffix': {
      if (typeof value !== 'string') return false;
      const [text, part] = test.ignoreCase ? [value.toLowerCase(), test.value.toLowerCase()] : [value, test.value];
      return test.test === 'prefix' ? text.startsWith(part) : text.endsWith(part);
    }
    case 'wildcard':
      return typeof value === 'string' && isLike(value, test.value);
    case 'numeric':
      return typeof value === 'number' && test.bounds.every((bound) => isWithin(value, bound));
    case 'exists':
    case 'anything-but':
      return false;
    default:
      return assertNever(test, 'test');
  }
}

/** `*` stands for any characters, `\*` for itself. */
function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .split(/(\\.|\*)/)
    .map((part) => {
      if (part === '*') return '.*';
      return part.replace(/^\\(.)$/, '$1').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}

function isWithin(value: number, { operator, value: bound }: NumericBound): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '=':
      return value === bound;
    default:
      return assertNever(operator, 'operator');
  }
}
