import { expect, it } from '@jest/globals';
import { expand } from './variables.ts';

it.each([
  ['$A-${A}', '1-1'],
  ['${B:-two}/${A:-two}', 'two/1'],
  ['${A:+yes}${B:+no}', 'yes'],
  ['\\$A $UNSET.', '$A .'],
])('%j becomes %j', (text, expected) => {
  expect(expand(text, { A: '1', B: undefined })).toBe(expected);
});
