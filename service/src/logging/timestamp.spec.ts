import { describe, expect, it } from '@jest/globals';
import { timestamp } from './timestamp.ts';

describe('the time of a log line', () => {
  it.each([0, 9, 10, 99, 100, 999, 1000, 1_700_000_000_000, 1_700_000_000_001, 1_700_000_059_999, 1_700_000_000_050])(
    'is ISO 8601 in UTC: %d',
    (now) => {
      expect(timestamp(now)).toBe(`,"time":"${new Date(now).toISOString()}"`);
    },
  );
});
