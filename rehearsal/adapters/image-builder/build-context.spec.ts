import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildContext, hashFiles } from './build-context.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'context-'));
  for (const path of [
    'package.json',
    'a.log',
    'src/a.ts',
    'src/b/c.ts',
    'src/b/c.log',
    'dist/service/main.mjs',
    'dist/other/x',
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const selected = (source: string, ignore = '') => {
  writeFileSync(join(root, '.dockerignore'), ignore);
  return buildContext(root)
    .select(source)
    .map(({ path }) => path);
};

describe('select', () => {
  it('gives the files below a folder, and what a pattern matches', () => {
    expect(selected('src')).toEqual(['src/a.ts', 'src/b/c.log', 'src/b/c.ts']);
    expect(selected('*.json')).toEqual(['package.json']);
  });

  it('honours .dockerignore, exceptions included', () => {
    expect(selected('.', '**/*.log\n.dockerignore\ndist')).toEqual(['package.json', 'src/a.ts', 'src/b/c.ts']);
    expect(selected('.', '*\n!dist/service')).toEqual(['dist/service/main.mjs']);
  });

  it('refuses a source without files', () => {
    expect(() => selected('missing')).toThrow('COPY missing: no such file');
    expect(() => selected('../x')).toThrow('leaves the build context');
  });

  it('hashes what is copied, and nothing else', () => {
    const hash = () => hashFiles(root, buildContext(root).select('src'));
    const before = hash();
    writeFileSync(join(root, 'package.json'), 'changed');
    expect(hash()).toBe(before);
    writeFileSync(join(root, 'src/a.ts'), 'changed');
    expect(hash()).not.toBe(before);
  });
});
