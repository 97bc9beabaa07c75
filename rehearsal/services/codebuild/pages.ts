import { invalidInput } from '../../runtime/builds/errors.ts';

/** Source: CodeBuild API, ListBuilds and ListProjects: a hundred a page. */
const SIZE = 100;

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size = SIZE,
): { items: T[]; nextToken: string | undefined } {
  // Source: maxResults of the lists of reports.
  if (size < 1 || size > SIZE) throw invalidInput(`Invalid maxResults: ${size}. It must be between 1 and ${SIZE}.`);
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0 || from > items.length) throw invalidInput('Invalid next token.');
  return {
    items: items.slice(from, from + size),
    nextToken: from + size < items.length ? String(from + size) : undefined,
  };
}

/** Newest first unless the request says ASCENDING. Source: CodeBuild API, ListBuilds (unverified for its default). */
export const inOrder = <T>(oldestFirst: readonly T[], sortOrder: string | undefined): T[] =>
  sortOrder === 'ASCENDING' ? [...oldestFirst] : oldestFirst.toReversed();
