import { describe, expect, it } from '@jest/globals';
import { comparisonText, judgeComparison } from './judge-comparison.ts';

describe('green against the version before', () => {
  it.each([
    [[60, 50, 10], 'judged: both versions had 50 requests a minute in 2 min'],
    [[49, 17], 'not judged: 49 requests a minute at most to the version with fewer, 50 needed'],
    [[60, 17], 'not judged: 50 requests a minute to both in 1 min only, 2 needed'],
    [[], 'not judged: no whole minute in which both versions had requests'],
  ])('with %j requests a minute is %s', (fewer, text) => {
    const verdict = judgeComparison({ requestsNeeded: 50, minutesNeeded: 2, fewer });
    expect(comparisonText(verdict)).toBe(text);
    expect(verdict.judgement).toBe(text.split(':')[0]);
  });
});
