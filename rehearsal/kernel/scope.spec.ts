import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { PerScope } from './scope.ts';

const IRELAND = { account: '111111111111', region: 'eu-west-1' };
const OHIO = { account: '111111111111', region: 'us-east-2' };

describe('a value per scope', () => {
  it('is given back with its scope, and taken back in another process', () => {
    const first = new PerScope<string[]>(() => []);
    // More than a scope, as callers may have it; a function could not be saved.
    first.of({ ...IRELAND, more: () => {} } as typeof IRELAND).push('here');
    first.of(OHIO).push('there');

    const second = new PerScope<string[]>(() => ['made anew']);
    second.refill(deserialize(serialize(first.entries())) as [typeof IRELAND, string[]][]);
    expect(second.entries()).toEqual([
      [IRELAND, ['here']],
      [OHIO, ['there']],
    ]);
    expect(second.of(OHIO)).toEqual(['there']);
    expect(second.of({ ...OHIO, account: '222222222222' })).toEqual(['made anew']);
  });
});
