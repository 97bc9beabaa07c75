import { describe, expect, it } from '@jest/globals';
import { evolveHealth, initialHealth } from './health-state.ts';

const check = { healthyThreshold: 3, unhealthyThreshold: 2 };
const failure = { kind: 'timeout' } as const;

/** `+` is a check that passes, `-` one that fails. */
const after = (results: string) =>
  results
    .split('')
    .reduce((state, result) => evolveHealth(state, result === '+' ? undefined : failure, check), initialHealth).state;

describe('health of a target', () => {
  it.each([
    ['', 'initial'],
    ['+', 'healthy'],
    ['-', 'initial'],
    ['--', 'unhealthy'],
    ['-+', 'healthy'],
    ['+-', 'healthy'],
    ['+-+-', 'healthy'],
    ['+--', 'unhealthy'],
    ['--++', 'unhealthy'],
    ['--++-++', 'unhealthy'],
    ['--+++', 'healthy'],
  ])('after %p is %s', (results, state) => {
    expect(after(results)).toBe(state);
  });
});
