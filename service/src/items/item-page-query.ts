import { Problem } from '../http/problem.ts';
import { decodeCursor } from './item-cursor.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** `limit` and `cursor` of a list's query. Throws {@link Problem} 400 with what is allowed and what was found. */
export function parsePageQuery(query: Readonly<Record<string, unknown>>): { limit: number; after: string | undefined } {
  const { limit, cursor } = query;
  return { limit: limit === undefined ? DEFAULT_LIMIT : limitOf(limit), after: afterOf(cursor) };
}

function limitOf(value: unknown): number {
  const limit = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw Problem.badRequest(`limit must be one whole number from 1 to ${MAX_LIMIT}, in decimal digits.`);
}

function afterOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw Problem.badRequest('cursor must be given once.');
  const cursor = decodeCursor(value);
  if (!cursor.ok) throw Problem.badRequest(cursor.detail);
  return cursor.after;
}
