import { describe, expect, it } from '@jest/globals';
import { shiftLeftMs, type TrafficShift } from './time-left.ts';

const linear: TrafficShift = { kind: 'linear', percent: 10, minutes: 1 };
const canary: TrafficShift = { kind: 'canary', percent: 10, minutes: 5 };

describe('time left of a shift', () => {
  it('is not known before it began', () => {
    expect(shiftLeftMs(linear, [{ at: 0, green: 0 }], 1000)).toBeUndefined();
  });

  it('is as configured after the first step, then at the pace that was seen', () => {
    expect(shiftLeftMs(linear, [{ at: 0, green: 10 }], 0)).toBe(9 * 60_000);
    const changes = [
      { at: 0, green: 10 },
      { at: 70_000, green: 20 },
    ];
    expect(shiftLeftMs(linear, changes, 80_000)).toBe(8 * 70_000 - 10_000);
  });

  it('of a canary is its one interval', () => {
    expect(shiftLeftMs(canary, [{ at: 0, green: 10 }], 60_000)).toBe(4 * 60_000);
  });

  it('is nothing at 100 % and never negative', () => {
    expect(shiftLeftMs(linear, [{ at: 0, green: 100 }], 0)).toBe(0);
    expect(shiftLeftMs(canary, [{ at: 0, green: 10 }], 10 * 60_000)).toBe(0);
  });
});
