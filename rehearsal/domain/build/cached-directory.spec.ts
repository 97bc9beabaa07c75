import { describe, expect, it } from '@jest/globals';
import { cachedDirectory, outermost } from './cached-directory.ts';

describe('the directory that a local cache keeps', () => {
  it.each([
    ['node_modules/.cache/**/*', 'node_modules/.cache'],
    ['node_modules/.cache/**', 'node_modules/.cache'],
    ['node_modules/.cache', 'node_modules/.cache'],
    ['build/*', undefined],
    ['**/*', undefined],
    ['*/x/**/*', undefined],
    ['x/[ab]/**/*', undefined],
  ])('of %s is %s', (files, directory) => {
    expect(cachedDirectory({ pattern: files, place: 'source', files })).toBe(directory);
  });

  it('holds those that are below it', () => {
    const paths = ['a', 'a/b', 'ab', 'c/d'].map((directory) => ({ place: 'source', directory }));
    expect(outermost([...paths, { place: 'home', directory: 'a/b' }])).toEqual(
      new Set(['source/a', 'source/ab', 'source/c/d', 'home/a/b']),
    );
  });
});
