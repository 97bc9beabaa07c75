import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeCursor, encodeCursor } from './item-cursor.ts';
import { keyProblem } from './item-key.ts';

describe('a cursor', () => {
  it('brings back the key it was made of, whatever it is', () => {
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }).filter((text) => !keyProblem(text));
    fc.assert(
      fc.property(key, (after) => {
        const cursor = encodeCursor(after);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(cursor)).toEqual({ ok: true, after });
      }),
    );
  });

  it('of the longest key is short enough for itself', () => {
    const after = '\u2028'.repeat(100);
    expect(decodeCursor(encodeCursor(after))).toEqual({ ok: true, after });
  });

  it('is not what anybody makes up', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        expect(decodeCursor(text).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(decodeCursor(Buffer.from(json).toString('base64url')).ok).toBe(false);
      }),
    );
  });

  it('has one spelling', () => {
    const cursor = encodeCursor('k');
    for (const other of [`${cursor}=`, ` ${cursor}`, `${cursor}A`, cursor.slice(0, -1), cursor.toLowerCase()]) {
      expect(decodeCursor(other)).toMatchObject({ ok: false });
    }
  });

  it('of another version is told apart', () => {
    const other = Buffer.from('[2,"k"]').toString('base64url');
    expect(decodeCursor(other)).toEqual({ ok: false, detail: expect.stringContaining('another version') });
  });
});
