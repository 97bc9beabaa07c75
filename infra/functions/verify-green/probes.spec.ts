import { describe, expect, it } from '@jest/globals';
import { probesOf } from './probes.ts';

const factorialProbe = (access: 'public' | 'restricted') => {
  const probe = probesOf(access).find(({ path }) => path.includes('factorial'));
  if (!probe) throw new Error('Nothing asks for a factorial.');
  return probe;
};

describe('what green is asked', () => {
  it('where everybody may ask, the exact factorial', () => {
    const { problemOf } = factorialProbe('public');
    const body = '{"factorial":"30414093201713378043612608166064768844377641568960512000000000000"}';
    expect(problemOf({ status: 200, body })).toBeUndefined();
    expect(problemOf({ status: 200, body: body.replace('304', '305') })).toBe('the answer does not hold 50! exactly');
    expect(problemOf({ status: 401, body: '' })).toBe('status 401, not 200');
  });

  it('where access is restricted, that it keeps out who has no token', () => {
    const { problemOf } = factorialProbe('restricted');
    expect(problemOf({ status: 401, body: '' })).toBeUndefined();
    expect(problemOf({ status: 200, body: '' })).toBe('status 200 without a token, not 401');
  });
});
