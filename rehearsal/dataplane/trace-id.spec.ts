import { describe, expect, it } from '@jest/globals';
import { traceHeader } from './trace-id.ts';

const at = 0x67891233 * 1000;
const id = '1-67891233-[0-9a-f]{24}';

describe('the trace header', () => {
  it.each([
    [undefined, `^Root=${id}$`],
    ['Root=1-1-a', `^Self=${id};Root=1-1-a$`],
    ['Root=1-1-a;CalledFrom=app', `^Self=${id};Root=1-1-a;CalledFrom=app$`],
    ['Self=1-2-b;Root=1-1-a', `^Self=${id};Root=1-1-a$`],
    ['CalledFrom=app', `^Root=${id};CalledFrom=app$`],
  ])('for %p matches %p', (received, expected) => {
    expect(traceHeader(received, at)).toMatch(new RegExp(expected));
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 3000 }, () => traceHeader(undefined, at))).size).toBe(3000);
  });
});
