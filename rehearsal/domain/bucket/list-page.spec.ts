import { describe, expect, it } from '@jest/globals';
import { compareKeys, listPage } from './list-page.ts';

const items = ['a', 'b/1', 'b/2', 'c', 'd/1'].map((key) => ({ key }));
const page = (options: Partial<Parameters<typeof listPage>[1]>) => {
  const { items: found, ...rest } = listPage(items, {
    prefix: '',
    delimiter: undefined,
    after: undefined,
    maxKeys: 1000,
    ...options,
  });
  return { keys: found.map(({ key }) => key), ...rest };
};

describe('a page', () => {
  it('has what begins with the prefix', () => {
    expect(page({ prefix: 'b/' })).toMatchObject({ keys: ['b/1', 'b/2'], isTruncated: false });
  });

  it('rolls up what goes on behind the delimiter', () => {
    expect(page({ delimiter: '/' })).toMatchObject({ keys: ['a', 'c'], commonPrefixes: ['b/', 'd/'] });
    expect(page({ delimiter: '/', prefix: 'b/' })).toMatchObject({ keys: ['b/1', 'b/2'], commonPrefixes: [] });
  });

  it('counts common prefixes and goes on behind them', () => {
    expect(page({ delimiter: '/', maxKeys: 2 })).toEqual({
      keys: ['a'],
      commonPrefixes: ['b/'],
      isTruncated: true,
      last: 'b/',
    });
    expect(page({ delimiter: '/', maxKeys: 2, after: 'b/' })).toMatchObject({
      keys: ['c'],
      commonPrefixes: ['d/'],
      isTruncated: false,
    });
  });

  it('is not truncated when it ends with the last entry', () => {
    expect(page({ maxKeys: 5 }).isTruncated).toBe(false);
    expect(page({ delimiter: '/', maxKeys: 4 }).isTruncated).toBe(false);
  });

  it('without room is empty and not truncated', () => {
    expect(page({ maxKeys: 0 })).toMatchObject({ keys: [], isTruncated: false });
  });
});

it('orders keys as their UTF-8 bytes', () => {
  const keys = ['', 'a', 'a/', 'aa', 'b', 'ü', '\u{d7ff}', '\u{e000}', '\u{ffff}', '\u{10000}', '\u{1f680}'];
  const byBytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(keys.toReversed().toSorted(compareKeys)).toEqual(byBytes);
});
