import { describe, expect, it } from '@jest/globals';
import { loadPlan, requestSequence } from './load-options.ts';

const path = (name: string, weight: number) => ({ path: name, weight, statuses: [200] });
const usual = { url: 'http://127.0.0.1:1', rate: 200, mix: [path('/', 1)], maxSeconds: 10 };

describe('the plan of a load', () => {
  it('fills in bounds', () => {
    expect(loadPlan(usual)).toMatchObject({ maxRequests: 2000, maxInFlight: 600, timeoutMs: 2000, phase: 'before' });
  });

  it.each([
    [{ rate: 0 }, 'the rate must be above 0'],
    [{ maxSeconds: Number.POSITIVE_INFINITY }, 'it must last'],
    [{ mix: [] }, 'it needs paths'],
    [{ mix: [{ ...path('/', 1), statuses: [] }] }, 'an expected status'],
    [
      { mix: [path('/', 1), { ...path('/{id}', 1), about: { thing: 'item', does: 'read' as const } }] },
      'must be created',
    ],
    [
      { mix: [{ ...path('/{id}', 1), about: { thing: 'item', does: 'create' as const } }] },
      'the first request stands in',
    ],
  ])('refuses %j', (wrong, message) => {
    expect(() => loadPlan({ ...usual, ...wrong })).toThrow(message);
  });
});

describe('the sequence of requests', () => {
  it('gives each exactly its share, evenly spread', () => {
    const next = requestSequence([path('/a', 3), path('/b', 1)]);
    const round = () => Array.from({ length: 4 }, () => next().path).join('');
    expect([round(), round()]).toEqual(['/a/a/b/a', '/a/a/b/a']);
  });
});
