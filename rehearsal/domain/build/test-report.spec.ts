import { describe, expect, it } from '@jest/globals';
import { testResults, type TestCase, type TestStatus } from './test-report.ts';

const cases = (status: TestStatus, count: number): TestCase[] =>
  Array.from({ length: count }, (_, index) => ({
    file: 'f',
    suite: 's',
    prefix: '',
    name: `${status} ${index}`,
    status,
    duration: 2,
    message: '',
  }));

describe('the results of a report', () => {
  it.each<[TestCase[], boolean, string]>([
    [cases('SUCCEEDED', 1), true, 'SUCCEEDED'],
    [[], true, 'SUCCEEDED'],
    [[...cases('SUCCEEDED', 1), ...cases('SKIPPED', 1)], true, 'SUCCEEDED'],
    [[...cases('SUCCEEDED', 1), ...cases('FAILED', 1)], true, 'FAILED'],
    [cases('ERROR', 1), true, 'FAILED'],
    [cases('FAILED', 1), false, 'INCOMPLETE'],
  ])('are summed up (%#)', (all, complete, status) => {
    expect(testResults(all, complete).status).toBe(status);
  });

  it('count all cases and keep 500, failed ones first', () => {
    const results = testResults([...cases('SUCCEEDED', 500), ...cases('FAILED', 2)], true);
    expect(results).toMatchObject({
      truncated: true,
      summary: { total: 502, counts: { SUCCEEDED: 500, FAILED: 2, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 }, duration: 1004 },
    });
    expect(results.cases).toHaveLength(500);
    expect(results.cases.slice(0, 3).map(({ name }) => name)).toEqual(['FAILED 0', 'FAILED 1', 'SUCCEEDED 0']);
  });
});
