import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readDescription } from './description-file.ts';
import { openApiDocument } from './document.ts';

describe('the description of the API', () => {
  const directory = mkdtempSync(join(tmpdir(), 'description-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const fileUrl = (name: string): URL => pathToFileURL(join(directory, name));

  it('is what the build wrote, byte for byte, under a tag of its own', async () => {
    writeFileSync(fileUrl('built.json'), '{"openapi": "3.1.0"}\n');
    const built = await readDescription(fileUrl('built.json'));
    expect(built.text).toBe('{"openapi": "3.1.0"}\n');
    expect(built.etag).not.toBe((await readDescription(fileUrl('none.json'))).etag);
  });

  it('is put together where nothing is built', async () => {
    expect((await readDescription(fileUrl('none.json'))).text).toBe(JSON.stringify(openApiDocument()));
  });

  it('is not made up when it is there and cannot be read', async () => {
    await expect(readDescription(pathToFileURL(directory))).rejects.toThrow('EISDIR');
  });
});
