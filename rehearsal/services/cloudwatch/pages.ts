import { AwsError } from '../../kernel/aws-error.ts';

const invalidNextToken = (): AwsError => new AwsError('InvalidNextToken', 'The next token specified is invalid.');

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; nextToken: string | undefined } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0 || from > items.length) throw invalidNextToken();
  const until = from + size;
  return { items: items.slice(from, until), nextToken: until < items.length ? String(until) : undefined };
}
