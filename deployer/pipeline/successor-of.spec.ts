import { describe, expect, it } from '@jest/globals';
import { successorOf } from './successor-of.ts';
import { execution } from './testing/fixtures.ts';

const of = (id: string, status: string, commit?: string) =>
  execution({ id, status, revision: commit === undefined ? undefined : { id: commit, message: '' } });

describe('what goes on in place of an execution', () => {
  it.each([
    ['the next', [of('c', 'InProgress'), of('b', 'InProgress'), of('a', 'Superseded')], 'b'],
    ['the first that was not replaced', [of('c', 'InProgress'), of('b', 'Superseded'), of('a', 'Superseded')], 'c'],
    ['that with the same commit', [of('c', 'InProgress', '1'), of('b', 'Failed', '2'), of('a', 'Cancelled', '1')], 'c'],
    ['a replaced one, while there is no other', [of('b', 'Cancelled'), of('a', 'Cancelled')], 'b'],
    ['none before it has started', [of('a', 'Cancelled'), of('z', 'Succeeded')], undefined],
    ['none of one that is not there', [of('b', 'InProgress')], undefined],
  ])('%s', (_, executions, expected) => {
    expect(successorOf(executions, 'a')?.id).toBe(expected);
  });
});
