import { expect, it } from '@jest/globals';
import { fixedPrefix, pathPattern } from './path-pattern.ts';

it.each<[string, string[], string[]]>([
  ['**/*', ['a', '.a', 'a/b/.c'], []],
  ['my-file.jar', ['my-file.jar'], ['my-fileXjar', 'a/my-file.jar', 'my-file.jar.old']],
  ['./my-file.jar', ['my-file.jar'], []],
  ['sub/*', ['sub/a', 'sub/.a'], ['sub', 'sub/a/b', 'a/sub/b']],
  ['sub/**/*', ['sub/a', 'sub/a/b'], ['sub', 'subs/a']],
  ['*/my-file3.txt', ['x/my-file3.txt'], ['my-file3.txt', 'x/y/my-file3.txt']],
  ['**/file-name', ['file-name', 'a/b/file-name'], ['a/other-file-name']],
  ['**/.*', ['.env', 'a/.git'], ['a/b.c']],
  ['**/.*/**/*', ['.git/config', 'a/.git/b/c'], ['.env']],
  ['dist/**', ['dist/a', 'dist/a/b'], ['dist']],
  ['my-build*', ['my-build', 'my-build1'], ['my-build/1', 'a-my-build']],
  ['?.[ab]', ['x.a', 'y.b'], ['xx.a', 'x.c', '/.a']],
  ['[!a]', ['b'], ['a']],
  ['a(b)+[', ['a(b)+['], ['ab']],
  ['dist/', ['dist'], []],
])('%s', (pattern, matching, others) => {
  const matches = pathPattern(pattern);
  expect(matching.filter((path) => !matches(path))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

it('knows the directories before the first wildcard', () => {
  expect(['**/*', 'a/b/*.js', 'a/b', 'a/x*y/z'].map(fixedPrefix)).toEqual(['', 'a/b', 'a/b', 'a']);
});
