import { describe, expect, it } from '@jest/globals';

import { PREDEFINED_ECS_CONFIGS, trafficRoutingProblem, trafficSteps, type TrafficRouting } from './traffic-plan.ts';
import { incomingGets, isSafeShift, sharesOf } from './weights.ts';

const linear = (percentage: number, intervalMinutes = 1): TrafficRouting => ({
  type: 'TimeBasedLinear',
  percentage,
  intervalMinutes,
});
const percents = (routing: TrafficRouting) => trafficSteps(routing, 1).map(({ percent }) => percent);

describe('trafficSteps', () => {
  it('moves all, a part then all, or equal parts', () => {
    expect(trafficSteps({ type: 'AllAtOnce' }, 60_000)).toEqual([{ percent: 100, afterMs: 0 }]);
    expect(trafficSteps({ type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 5 }, 60_000)).toEqual([
      { percent: 10, afterMs: 0 },
      { percent: 100, afterMs: 300_000 },
    ]);
    expect(percents(linear(10))).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('takes nine minutes for ten percent a minute, as captured', () => {
    expect(trafficSteps(linear(10), 1).reduce((sum, { afterMs }) => sum + afterMs, 0)).toBe(9);
  });

  it('ends at 100 whatever the percentage, rising at every step', () => {
    expect(percents(linear(30))).toEqual([30, 60, 90, 100]);
    for (let percentage = 1; percentage <= 99; percentage++) {
      const steps = percents(linear(percentage));
      expect(steps.at(-1)).toBe(100);
      expect(steps.every((percent, index) => percent > (steps[index - 1] ?? 0))).toBe(true);
    }
  });
});

describe('trafficRoutingProblem', () => {
  it('accepts the predefined configurations', () => {
    expect(Object.values(PREDEFINED_ECS_CONFIGS).map(trafficRoutingProblem)).toEqual(Array(5).fill(undefined));
  });

  it.each([linear(0), linear(100), linear(33.3), linear(10, 0), linear(10, 1.5), linear(1, 30)])(
    'refuses %j',
    (routing) => {
      expect(trafficRoutingProblem(routing)).toEqual(expect.any(String));
    },
  );

  it('allows two days from the first step to the last, and no minute more', () => {
    const canary = (intervalMinutes: number): TrafficRouting => ({
      type: 'TimeBasedCanary',
      percentage: 1,
      intervalMinutes,
    });
    expect(trafficRoutingProblem(canary(2880))).toBeUndefined();
    expect(trafficRoutingProblem(canary(2881))).toContain('2881');
  });
});

describe('weights', () => {
  it('are percent, whatever the listener counts in', () => {
    expect(sharesOf(1, 0)).toEqual({ incoming: 100, outgoing: 0 });
    expect(sharesOf(1, 3)).toEqual({ incoming: 25, outgoing: 75 });
    expect(sharesOf(1, 2)).toEqual({ incoming: 33, outgoing: 67 });
    expect(sharesOf(0, 0)).toEqual({ incoming: 0, outgoing: 100 });
  });

  it('never rise where nobody is healthy while somebody is elsewhere', () => {
    const [from, to] = [incomingGets(0), incomingGets(10)];
    expect(isSafeShift(from, to, { incoming: 1, outgoing: 1 })).toBe(true);
    expect(isSafeShift(from, to, { incoming: 0, outgoing: 1 })).toBe(false);
    expect(isSafeShift(from, to, { incoming: 0, outgoing: 0 })).toBe(true);
    expect(isSafeShift(to, from, { incoming: 1, outgoing: 0 })).toBe(false);
    expect(isSafeShift(to, to, { incoming: 0, outgoing: 1 })).toBe(true);
  });
});
