import type { TestCase, TestStatus } from './test-report.ts';

/** An element of an XML document: attributes and children by name; several of a name are a list, text is `#text`. */
type Element = Record<string, unknown>;

/** A document that is no JUnit XML. */
export class NotJunit extends Error {
  override readonly name = 'NotJunit';
}

/**
 * The test cases of a JUnit XML document: `testsuites` or `testsuite` with `testcase`s, suites within suites included. Throws
 * NotJunit.
 * Source: the format as Jest, Maven and pytest write it; which of its texts CodeBuild takes as prefix and message is unverified
 * (here: the class name, and the failure's message before its text).
 */
export function readJunit({ root, content }: { root: string; content: unknown }, file: string): TestCase[] {
  if (root !== 'testsuites' && root !== 'testsuite')
    throw new NotJunit(`${file} is no JUnit XML: its root is ${root}, not testsuites or testsuite.`);
  return casesOf(elementOf(content), file);
}

function casesOf(suite: Element, file: string): TestCase[] {
  const name = textOf(suite['name']);
  const own = all(suite['testcase']).map((one) => caseOf(one, name, file));
  return [...own, ...all(suite['testsuite']).flatMap((inner) => casesOf(inner, file))];
}

function caseOf(element: Element, suite: string, file: string): TestCase {
  const [status, reason] = outcomeOf(element);
  return {
    file,
    suite,
    prefix: textOf(element['classname']),
    name: textOf(element['name']),
    status,
    duration: nanoseconds(textOf(element['time'])),
    message: reason === undefined ? '' : textOf(reason['message']) || textOf(reason['#text']),
  };
}

function outcomeOf(element: Element): [TestStatus, Element | undefined] {
  for (const [child, status] of [
    ['failure', 'FAILED'],
    ['error', 'ERROR'],
    ['skipped', 'SKIPPED'],
  ] as const)
    if (child in element) return [status, all(element[child])[0]];
  return ['SUCCEEDED', undefined];
}

/** Seconds, with a comma for thousands as some reporters write them. */
function nanoseconds(seconds: string): number {
  const value = Number(seconds.replaceAll(',', ''));
  return Number.isFinite(value) && value > 0 ? Math.round(value * 1e9) : 0;
}

const all = (value: unknown): Element[] =>
  value === undefined ? [] : (Array.isArray(value) ? (value as unknown[]) : [value]).map(elementOf);

/** An element that has nothing but text is that text. */
const elementOf = (value: unknown): Element =>
  typeof value === 'object' && value !== null ? (value as Element) : { '#text': value };

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
