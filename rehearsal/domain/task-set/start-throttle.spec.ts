import { expect, it } from '@jest/globals';
import { startDelayMs } from './start-throttle.ts';

it('waits longer with each failure, and never longer than 27 minutes', () => {
  const waits = [0, 1, 2, 3, 20].map(startDelayMs);
  expect(waits).toEqual([0, 10_000, 20_000, 40_000, 27 * 60_000]);
});
