import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CachePath } from '../../domain/build/buildspec.ts';
import { cacheLinks, linkCache } from './link-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'link-cache-'));
  for (const name of ['source', 'home', 'host', 'outside']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

const places = () => ({ source: join(folder, 'source'), home: join(folder, 'home') });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const inSource = (files: string): CachePath => ({ pattern: files, place: 'source', files });
const npm: CachePath = { pattern: '/root/.npm/**/*', place: 'home', files: '.npm/**/*' };

async function link(...paths: CachePath[]): Promise<string[]> {
  const lines: string[] = [];
  const links = await cacheLinks(places(), paths);
  await linkCache(places(), links, join(folder, 'host'), (text) => lines.push(text.replaceAll(`${folder}/`, '')));
  return lines;
}

describe('a local cache', () => {
  it('is links to directories, of the source and of the home', async () => {
    expect(await link(inSource('a/b/**/*'), npm)).toEqual([
      'Expanded cache path a/b/**/*',
      'MkdirAll: host/source/a/b',
      'Symlinking: source/a/b => host/source/a/b',
      'Expanded cache path /root/.npm/**/*',
      'MkdirAll: host/home/.npm',
      'Symlinking: home/.npm => host/home/.npm',
    ]);
    write('source/a/b/c', 'c');
    expect(read('host/source/a/b/c')).toBe('c');
  });

  it('gives way to what the source has in its place', async () => {
    write('host/source/a/same', 'cached');
    write('host/source/a/cached', 'cached');
    write('source/a/same', 'source');
    write('source/a/deep/own', 'source');
    await link(inSource('a/**/*'));
    expect(['source/a/same', 'source/a/cached', 'source/a/deep/own'].map(read)).toEqual(['source', 'cached', 'source']);
    expect(readlinkSync(join(folder, 'source/a'))).toBe(join(folder, 'host/source/a'));
  });

  it('links a directory once, whatever names it', async () => {
    await link(inSource('a/**/*'), inSource('a'), inSource('a/b/**/*'));
    expect(readdirSync(join(folder, 'source'))).toEqual(['a']);
    expect(readdirSync(join(folder, 'host/source/a'))).toEqual([]);
  });

  it.each([
    ['a/*', 'only directories can be cached locally: a/*'],
    ['file', 'only directories can be cached locally: file'],
    ['out/**/*', 'out/**/* is a symbolic link'],
    ['out/deeper/**/*', 'out/deeper/**/* leads through a symbolic link'],
    ['file/x/**/*', 'file/x/**/* leads through a symbolic link'],
  ])('is not made of %s, and then of nothing else', async (files, message) => {
    write('source/file', 'f');
    symlinkSync(join(folder, 'outside'), join(folder, 'source/out'));
    await expect(link(inSource('good/**/*'), inSource(files))).rejects.toThrow(message);
    expect(readdirSync(join(folder, 'source')).toSorted()).toEqual(['file', 'out']);
    expect(readdirSync(join(folder, 'outside'))).toEqual([]);
  });
});
