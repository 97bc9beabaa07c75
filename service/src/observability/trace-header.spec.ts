import { describe, expect, it } from '@jest/globals';
import { isSampled, readTraceHeader } from './trace-header.ts';

const ROOT = '1-67891233-abcdef012345678912345678';
const PARENT = '53995c3f42cd8ad8';

describe('X-Amzn-Trace-Id', () => {
  it.each([
    [`Root=${ROOT}`, { root: ROOT }],
    [`Self=1-67891234-12456789abcdef0123456789;Root=${ROOT}`, { root: ROOT }],
    [`Root=${ROOT};Parent=${PARENT};Sampled=1`, { root: ROOT, parent: PARENT, sampled: true }],
    [`Root=${ROOT}; Parent=${PARENT}; Sampled=0;Lineage=a:1`, { root: ROOT, parent: PARENT, sampled: false }],
    // "Sampled=?": the caller asks to be told (X-Ray developer guide, "Tracing header").
    [`Root=${ROOT};Sampled=?`, { root: ROOT }],
    [`Root=${ROOT};Parent=0000000000000000`, { root: ROOT }],
    [`Root=${ROOT};CalledFrom=app`, { root: ROOT }],
  ])('%s', (header, expected) => {
    expect(readTraceHeader(header)).toEqual({ parent: undefined, sampled: undefined, ...expected });
  });

  it.each([undefined, '', 'Root=1', `NotRoot=${ROOT}`, `Root=${ROOT}0`, `Self=${ROOT}`, [`Root=${ROOT}`, 'x']])(
    'that names no trace: %j',
    (header) => {
      expect(readTraceHeader(header)).toBeUndefined();
    },
  );
});

describe('sampling', () => {
  it('decides by the random part of the trace, for every service alike', () => {
    const low = 'Root=1-ffffffff-ffffffffffffffff00000000';
    const middle = 'Self=1-ffffffff-ffffffffffffffffffffffff;Root=1-00000000-000000000000000080000000';
    const high = 'Root=1-00000000-0000000000000000ffffffff;Sampled=?';
    const among = (percent: number) => [low, middle, high].map((header) => isSampled(percent, header));
    expect(among(0)).toEqual([false, false, false]);
    expect(among(1)).toEqual([true, false, false]);
    expect(among(50)).toEqual([true, false, false]);
    expect(among(51)).toEqual([true, true, false]);
    expect(among(100)).toEqual([true, true, true]);
  });

  it('keeps the decision of the caller, when it names a trace', () => {
    expect(isSampled(0, `Root=${ROOT};Sampled=1`)).toBe(true);
    expect(isSampled(100, `Root=${ROOT};Sampled=0`)).toBe(false);
    expect(isSampled(0, 'Root=1;Sampled=1')).toBe(false);
  });

  it.each([undefined, '', 'nonsense'])('takes about so many of the requests without a trace: %j', (header) => {
    const taken = Array.from({ length: 20_000 }, () => isSampled(5, header)).filter(Boolean).length;
    expect(taken).toBeGreaterThan(800);
    expect(taken).toBeLessThan(1200);
  });
});
