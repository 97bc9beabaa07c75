import { expect, it } from '@jest/globals';
import { rateOf } from './rate.ts';

it.each<[string, number | undefined]>([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(12 hours)', 43_200_000],
  ['rate(1 day)', 86_400_000],
  ['rate(1 minutes)', undefined],
  ['rate(5 minute)', undefined],
  ['rate(0 minutes)', undefined],
  ['rate(5 seconds)', undefined],
  ['cron(0 12 * * ? *)', undefined],
])('%s is %s milliseconds', (expression, milliseconds) => {
  expect(rateOf(expression)).toBe(milliseconds);
});
