import { describe, expect, it } from '@jest/globals';
import { evolveContainerHealth, taskHealth, unchecked, type HealthStatus } from './container-health.ts';

/** `+` a check that passed, `-` one that failed, `s` one that failed in the start period. */
const after = (checks: string, retries = 3): HealthStatus =>
  checks
    .split('')
    .reduce(
      (health, check) => evolveContainerHealth(health, check === '+', { retries, starting: check === 's' }),
      unchecked,
    ).status;

describe('evolveContainerHealth', () => {
  it.each([
    ['', 'UNKNOWN'],
    ['+', 'HEALTHY'],
    ['--', 'UNKNOWN'],
    ['---', 'UNHEALTHY'],
    ['+--', 'HEALTHY'],
    ['+--+--', 'HEALTHY'],
    ['+---', 'UNHEALTHY'],
    ['---+', 'HEALTHY'],
    ['ssssss', 'UNKNOWN'],
    ['ssss--', 'UNKNOWN'],
    ['+sss', 'UNHEALTHY'],
  ])('%s is %s', (checks, status) => {
    expect(after(checks)).toBe(status);
  });
});

describe('taskHealth', () => {
  // The examples of the API reference.
  it.each<[(HealthStatus | undefined)[], HealthStatus]>([
    [['UNHEALTHY', 'UNKNOWN'], 'UNHEALTHY'],
    [['UNHEALTHY', 'HEALTHY'], 'UNHEALTHY'],
    [['HEALTHY', 'UNKNOWN'], 'UNKNOWN'],
    [['HEALTHY', undefined], 'UNKNOWN'],
    [['HEALTHY', 'HEALTHY'], 'HEALTHY'],
    [[], 'UNKNOWN'],
  ])('%j is %s', (containers, status) => {
    expect(taskHealth(containers)).toBe(status);
  });
});
