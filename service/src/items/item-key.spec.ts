import { describe, expect, it } from '@jest/globals';
import { keyInPath, keyProblem } from './item-key.ts';

describe('a key', () => {
  it.each([
    'k',
    '0',
    ' ',
    'a/b',
    '%2F',
    '...',
    '__proto__',
    '👩‍👩‍👧‍👦',
    'e\u0301',
    '\u202eאב',
    '\u{10ffff}',
    '☃'.repeat(100),
  ])('may be %j', (key) => expect(keyProblem(key)).toBeUndefined());

  it.each([
    [undefined, /^is missing$/],
    [null, /string/],
    [1, /string/],
    [['k'], /string/],
    [{}, /string/],
    ['', /empty/],
    ['.', /clients remove/],
    ['..', /clients remove/],
    ['a\u0000', /control/],
    ['a\nb', /control/],
    ['\u007f', /control/],
    ['\u0085', /control/],
    ['\ud83d', /surrogate/],
    ['\udd11a', /surrogate/],
    ['x'.repeat(101), /longer than 100/],
    // Two code units each.
    ['🔑'.repeat(51), /longer than 100/],
  ])('may not be %j', (key, problem) => expect(keyProblem(key)).toMatch(problem));
});

describe('a path', () => {
  it.each([
    ['/picus/a', 'a'],
    ['/picus/a?limit=1', 'a'],
    ['/picus/a%2Fb', 'a/b'],
    ['/picus/a%252Fb', 'a%2Fb'],
    ['/picus/%F0%9F%94%91', '🔑'],
    ['/picus/+', '+'],
    ['/picus/a;b=c', 'a;b=c'],
  ])('%s names %s', (path, key) => expect(keyInPath(path)).toBe(key));

  it.each([
    '',
    '/',
    '/picus',
    '/picus/',
    '/picus?a',
    '/picus/?a',
    '/picus/a/b',
    '/picus/a/',
    '//picus/a',
    '/x/picus/a',
    '/picusa/b',
    '/picus/.',
    '/picus/..',
    '/picus/%2E%2e',
    '/picus/%',
    '/picus/%zz',
    '/picus/%FF',
    '/picus/%ED%A0%80',
    '/picus/%00',
    `/picus/${'x'.repeat(101)}`,
  ])('%s names nothing', (path) => expect(keyInPath(path)).toBeUndefined());
});
