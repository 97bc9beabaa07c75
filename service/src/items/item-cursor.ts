import { keyProblem } from './item-key.ts';

/** Changes when cursors do; those of another version are refused, not guessed at. */
const VERSION = 1;
/** Longer than any cursor of a valid key. */
const LONGEST = 1024;

/** Where the next page begins, for clients to hand back unread: base64url of `[version, last key]`. */
export const encodeCursor = (after: string): string =>
  Buffer.from(JSON.stringify([VERSION, after])).toString('base64url');

/** What the query parameter `cursor` turned out to be. */
export type Cursor = { readonly ok: true; readonly after: string } | { readonly ok: false; readonly detail: string };

/** It may come from anywhere: nothing of it is believed. */
export function decodeCursor(text: string): Cursor {
  if (text.length > LONGEST || !/^[\w-]+$/.test(text)) return { ok: false, detail: NOT_OURS };
  const content = contentOf(text);
  if (!Array.isArray(content) || content.length !== 2 || !Number.isInteger(content[0])) {
    return { ok: false, detail: NOT_OURS };
  }
  const [version, after] = content as [number, unknown];
  if (version !== VERSION) {
    return { ok: false, detail: 'cursor is from another version of this service; begin without one.' };
  }
  // A cursor has one spelling: another one for the same content was made by somebody else.
  if (typeof after !== 'string' || keyProblem(after) !== undefined || encodeCursor(after) !== text) {
    return { ok: false, detail: NOT_OURS };
  }
  return { ok: true, after };
}

const NOT_OURS = 'cursor must be nextCursor of an earlier page, unchanged.';

function contentOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
