import { pipelineErrors } from '../../runtime/pipelines/errors.ts';

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size = 100,
): { items: T[]; nextToken: string | undefined } {
  if (size < 1) throw pipelineErrors.validation('maxResults must be at least 1.');
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0 || from > items.length) throw pipelineErrors.invalidNextToken();
  const until = from + size;
  return { items: items.slice(from, until), nextToken: until < items.length ? String(until) : undefined };
}
