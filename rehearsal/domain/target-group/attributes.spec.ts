import { describe, expect, it } from '@jest/globals';
import { attributeProblem, initialAttributes } from './attributes.ts';

describe('attributes', () => {
  it.each(['target group', 'load balancer'] as const)('of a %s have defaults that are valid and honoured', (owner) => {
    const all = [...initialAttributes(owner)].map(([key, value]) => ({ key, value }));
    expect(attributeProblem(owner, all)).toBeUndefined();
  });

  it.each([
    ['stickiness.enabled', 'true', 'unsupported'],
    ['stickiness.enabled', 'yes', 'invalid'],
    ['slow_start.duration_seconds', '30', 'unsupported'],
    ['slow_start.duration_seconds', '10', 'invalid'],
    ['load_balancing.algorithm.type', 'least_outstanding_requests', 'unsupported'],
    ['deregistration_delay.timeout_seconds', '3601', 'invalid'],
    ['deregistration_delay', '1', 'unknown'],
  ])('%s = %s of a target group is %s', (key, value, kind) => {
    expect(attributeProblem('target group', [{ key, value }])).toEqual({ kind, key, value });
  });
});
