import { describe, expect, it } from '@jest/globals';
import { parseReference, textOf } from './references.ts';

const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('parseReference', () => {
  it.each([
    ['web', { name: 'web', path: 'web', tag: 'latest' }],
    ['localhost:5000/web:1', { name: 'localhost:5000/web', path: 'localhost:5000/web', tag: '1' }],
    [`${HOST}/team/web:v1.2`, { name: `${HOST}/team/web`, ecrHost: HOST, path: 'team/web', tag: 'v1.2' }],
    [`${HOST}/web@${DIGEST}`, { name: `${HOST}/web`, ecrHost: HOST, path: 'web', digest: DIGEST }],
  ])('reads %s', (text, reference) => expect(parseReference(text)).toEqual(reference));

  it.each(['', 'Web', 'web:', 'web: 1', '-web', `${HOST}/web@sha256:1`, '--flag', 'a=b'])('refuses %j', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  it('writes what it read, with the tag that is meant', () => {
    for (const text of ['web', 'web:1', `web@${DIGEST}`]) {
      const reference = parseReference(text);
      expect(reference && textOf(reference)).toBe(text === 'web' ? 'web:latest' : text);
    }
  });
});
