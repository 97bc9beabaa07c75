import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineFiles } from './line-files.ts';

describe('line files', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lines-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('append lines, each to its own file', async () => {
    const files = lineFiles(root, () => {});
    files.write('/picus/service/app', 'one');
    files.write('/picus/service/app', 'two');
    await files.close();
    expect(readFileSync(join(root, 'picus', 'service', 'app'), 'utf8')).toBe('one\ntwo\n');
  });

  it('never leave their folder', async () => {
    const files = lineFiles(join(root, 'inner'), () => {});
    files.write('../../outside', 'no');
    await files.close();
    expect(readdirSync(root)).toEqual(['inner']);
  });

  it('report a file that cannot be written, and go on', async () => {
    writeFileSync(join(root, 'file'), '');
    const errors: string[] = [];
    const files = lineFiles(root, (file) => errors.push(file));
    files.write('file/below', 'x');
    files.write('file/below', 'y');
    expect(errors).toEqual([join(root, 'file', 'below')]);
    files.write('other', 'x');
    await files.close();
    expect(readFileSync(join(root, 'other'), 'utf8')).toBe('x\n');
  });
});
