import { invalidParameter } from '../../runtime/logs/errors.ts';

/** The value, or what the API answers when it is missing. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '')
    throw invalidParameter(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; nextToken: string | undefined } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidParameter('The specified nextToken is invalid.');
  return {
    items: items.slice(from, from + size),
    nextToken: from + size < items.length ? String(from + size) : undefined,
  };
}
