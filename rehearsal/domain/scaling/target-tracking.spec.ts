import { describe, expect, it } from '@jest/globals';
import { decideScaling, type ScalingView, type TrackingView } from './target-tracking.ts';

const policy = (overrides: Partial<TrackingView> = {}): TrackingView => ({
  name: 'cpu',
  targetValue: 70,
  value: 70,
  isHigh: false,
  isLow: false,
  disableScaleIn: false,
  scaledOutFrom: undefined,
  ...overrides,
});
const high = (value: number, overrides: Partial<TrackingView> = {}) => policy({ value, isHigh: true, ...overrides });
const low = (value: number, overrides: Partial<TrackingView> = {}) => policy({ value, isLow: true, ...overrides });

const decided = (policies: TrackingView[], overrides: Partial<ScalingView> = {}) =>
  decideScaling({
    capacity: 4,
    minimum: 2,
    maximum: 10,
    isOutSuspended: false,
    isInSuspended: false,
    isCoolingIn: false,
    policies,
    ...overrides,
  });

describe('target tracking', () => {
  it('scales out in proportion, rounded up, and not above the maximum', () => {
    expect(decided([high(77)])).toEqual({ direction: 'out', capacity: 5, policy: 'cpu' });
    expect(decided([high(140)])).toMatchObject({ capacity: 8 });
    expect(decided([high(700)])).toMatchObject({ capacity: 10 });
    expect(decided([high(700)], { capacity: 10 })).toBeUndefined();
  });

  it('scales in in proportion, rounded up, and not below the minimum', () => {
    expect(decided([low(35)])).toEqual({ direction: 'in', capacity: 2, policy: 'cpu' });
    expect(decided([low(40)])).toMatchObject({ capacity: 3 });
    expect(decided([low(0)])).toMatchObject({ capacity: 2 });
    expect(decided([low(60)])).toBeUndefined();
  });

  it('does nothing between its alarms, and nothing without data', () => {
    expect(decided([policy({ value: 69 })])).toBeUndefined();
    expect(decided([policy({ value: undefined, isHigh: true })])).toBeUndefined();
    expect(decided([policy({ value: undefined, isLow: true })])).toBeUndefined();
  });

  it('goes out when one policy wants it, to the largest wish', () => {
    expect(decided([low(10), high(80, { name: 'requests' }), high(140, { name: 'memory' })])).toMatchObject({
      direction: 'out',
      capacity: 8,
      policy: 'memory',
    });
  });

  it('goes in only when all that may scale in want it, to the largest wish', () => {
    expect(decided([low(10), policy({ name: 'requests' })])).toBeUndefined();
    expect(decided([low(10), policy({ name: 'requests', value: 40 })])).toBeUndefined();
    expect(decided([low(10), low(45, { name: 'requests' })])).toMatchObject({ capacity: 3, policy: 'requests' });
    expect(decided([low(10), policy({ name: 'requests', disableScaleIn: true })])).toMatchObject({ capacity: 2 });
    expect(decided([low(10, { disableScaleIn: true })])).toBeUndefined();
  });

  it('is suspended in each direction by itself', () => {
    expect(decided([high(140)], { isOutSuspended: true })).toBeUndefined();
    expect(decided([high(140)], { isInSuspended: true })).toMatchObject({ capacity: 8 });
    expect(decided([low(10)], { isInSuspended: true })).toBeUndefined();
    expect(decided([low(10)], { isOutSuspended: true })).toMatchObject({ capacity: 2 });
  });

  it('counts in its cool-down what it has already added', () => {
    expect(decided([high(140, { scaledOutFrom: 2 })])).toBeUndefined();
    expect(decided([high(210, { scaledOutFrom: 2 })])).toMatchObject({ capacity: 6 });
    expect(decided([low(10)], { isCoolingIn: true })).toBeUndefined();
  });
});
