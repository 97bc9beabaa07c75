import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, NAMES } from '../testing/fake-images.ts';
import { digestReference, imageReference, parseReference, readImageNames } from './image-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'image-names-'));
const file = join(folder, 'image.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => {
  writeFileSync(file, text);
  return readImageNames(file);
};

describe('the names of an image', () => {
  it('are read from the file of the build step', () => {
    expect(read(JSON.stringify(NAMES))).toEqual(NAMES);
  });

  it.each([
    [JSON.stringify({ ...NAMES, testedTag: undefined, hash: '' }), "does not say the image's hash, testedTag"],
    ['[]', 'registry, repository, region'],
    ['null', 'registry, repository, region'],
    ['TAG=src-1', 'Name the image.json that the build step wrote, after --image.'],
  ])('%s cannot be read, and the message says why', (text, said) => {
    expect(() => read(text)).toThrow(said);
  });

  it('need a file', () => {
    expect(() => readImageNames(join(folder, 'none.json'))).toThrow('none.json');
  });

  it('make references by tag and by digest, which are understood again', () => {
    const name = `${NAMES.registry}/picus`;
    const digest = digestOf('a');
    expect(parseReference(imageReference(NAMES))).toEqual({ name, tag: NAMES.tag, digest: undefined });
    expect(parseReference(digestReference(NAMES, digest))).toEqual({ name, tag: undefined, digest });
    expect(parseReference(`${name}:src-1@${digest}`)).toEqual({ name, tag: 'src-1', digest });
    expect(parseReference('localhost:5000/picus')).toEqual({
      name: 'localhost:5000/picus',
      tag: undefined,
      digest: undefined,
    });
  });
});
