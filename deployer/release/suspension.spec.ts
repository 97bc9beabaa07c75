import { describe, expect, it } from '@jest/globals';
import { deployment, events, START } from '../testing/fixtures.ts';
import { LIFECYCLE_EVENTS } from './deployment.ts';
import { isShiftOver, markOf, readMark } from './suspension.ts';

const mark = { at: START, before: { scalingIn: true, scalingOut: false, scheduled: false } };
const finished = events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded'])));

describe('the mark of a suspension', () => {
  it('says when, and what was suspended before, in characters that tags may have', () => {
    const text = markOf(mark);
    expect(text).toBe('2026-01-01T00:00:00.000Z in:true out:false scheduled:false');
    expect(text).toMatch(/^[\w\s.:/=+\-@]{1,256}$/);
    expect(readMark(text)).toEqual(mark);
  });

  it('that somebody wrote over suspends nothing', () => {
    expect(readMark('?')).toEqual({ at: 0, before: { scalingIn: false, scalingOut: false, scheduled: false } });
  });
});

describe('a shift', () => {
  const over = (state: Partial<Parameters<typeof isShiftOver>[1]>) =>
    isShiftOver(mark, { active: undefined, latest: undefined, now: START + 1000, ...state });

  it('is over when all traffic is on green, though the rollback window is open', () => {
    expect(over({ active: deployment({ events: events({ AllowTraffic: 'InProgress' }) }) })).toBe(false);
    expect(over({ active: deployment({ events: finished }) })).toBe(true);
  });

  it('is over when its deployment has ended, however', () => {
    expect(over({ latest: deployment({ status: 'Stopped' }) })).toBe(true);
    expect(over({ latest: deployment({ status: 'Succeeded', createdAt: START - 1 }) })).toBe(false);
  });

  it('that never began is given a minute', () => {
    expect(over({})).toBe(false);
    expect(over({ now: START + 60_001 })).toBe(true);
  });
});
