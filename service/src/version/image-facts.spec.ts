import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readImageFacts } from './image-facts.ts';

describe('the image’s facts', () => {
  const directory = mkdtempSync(join(tmpdir(), 'image-facts-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const fileWith = (text: string): URL => {
    const path = join(directory, 'release.json');
    writeFileSync(path, text);
    return pathToFileURL(path);
  };

  it('are what the build wrote', () => {
    expect(readImageFacts(fileWith('{"gitSha":"0a1b2c3"}\n'))).toEqual({ gitSha: '0a1b2c3' });
  });

  it('have no commit when the build was told none, and outside an image', () => {
    expect(readImageFacts(fileWith('{"gitSha":""}'))).toEqual({ gitSha: null });
    expect(readImageFacts(pathToFileURL(join(directory, 'none.json')))).toEqual({ gitSha: null });
  });

  it.each(['null', '{}', '{"gitSha":7}', '{"gitSha":"a b"}'])('are refused when they say nothing: %s', (text) => {
    expect(() => readImageFacts(fileWith(text))).toThrow(/release\.json must be \{"gitSha": /);
  });
});
