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

  it('is not unhealthy before its process had time to start', () => {
    const starting = { ...check, startUpMs: 5000 };
    const at = (age: number, before = initialHealth) => evolveHealth(before, failure, starting, age);
    const early = at(4999, at(4000, at(0)));
    expect(early.state).toBe('initial');
    expect(at(5000, early).state).toBe('unhealthy');
    // What was healthy once has started.
    expect(at(3, at(2, evolveHealth(early, undefined, starting, 1))).state).toBe('unhealthy');
  });
});
