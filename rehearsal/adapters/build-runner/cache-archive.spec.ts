import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  lstatSync,
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
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import type { CachePath } from '../../domain/build/buildspec.ts';
import { packCache, unpackCache } from './cache-archive.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-archive-'));
  mkdirSync(join(folder, 'outside'));
  for (const build of ['one', 'two'])
    for (const place of ['source', 'home']) mkdirSync(join(folder, build, place), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const places = (build: string) => ({ source: join(folder, build, 'source'), home: join(folder, build, 'home') });
const inSource = (files: string): CachePath => ({ pattern: files, place: 'source', files });
const write = (path: string, text: string, mode = 0o644) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text, { mode });
};
const files = (build: string) =>
  readdirSync(join(folder, build), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + build.length + 2))
    .toSorted();

async function unpack(archive: AsyncIterable<Uint8Array> | undefined, ...paths: CachePath[]): Promise<string[]> {
  const lines: string[] = [];
  if (!archive) throw new Error('there is no archive');
  await unpackCache(places('two'), paths, archive, (text) => lines.push(text));
  return lines;
}

const skipped = (name: string) => `Skipping cache entry: path "${name}" is not within allowed cache paths`;

describe('an archive of a cache', () => {
  it('has what the paths name, and gives it back as it was', async () => {
    write('one/source/a/deep/tool', 'tool', 0o755);
    write('one/source/a/empty', '');
    write('one/source/b/one', 'one');
    write('one/source/b/deep/two', 'two');
    write('one/source/single.jar', 'jar');
    write('one/source/other', 'not cached');
    write('one/home/.npm/x', 'x');
    symlinkSync('deep/tool', join(folder, 'one/source/a/link'));
    const paths = [
      inSource('a/**/*'),
      inSource('b/*'),
      inSource('single.jar'),
      inSource('none/**/*'),
      { pattern: '/root/.npm', place: 'home', files: '.npm' } as const,
    ];
    write('two/source/a/empty', 'replaced');
    expect(await unpack(await packCache(places('one'), paths), ...paths)).toEqual([]);
    expect(files('two')).toEqual([
      'home/.npm/x',
      'source/a/deep/tool',
      'source/a/empty',
      'source/a/link',
      'source/b/one',
      'source/single.jar',
    ]);
    expect(readlinkSync(join(folder, 'two/source/a/link'))).toBe('deep/tool');
    expect(readFileSync(join(folder, 'two/source/a/empty'), 'utf8')).toBe('');
    const [was, is] = ['one', 'two'].map((build) => lstatSync(join(folder, build, 'source/a/deep/tool')));
    expect([is?.mode, is?.mtimeMs]).toEqual([was?.mode, Math.floor((was?.mtimeMs ?? 0) / 1000) * 1000]);
  });

  it('is none when no file matches', async () => {
    expect(await packCache(places('one'), [inSource('a/**/*')])).toBeUndefined();
  });

  it('has nothing that a link leads to', async () => {
    write('outside/secret', 'secret');
    symlinkSync(join(folder, 'outside'), join(folder, 'one/source/out'));
    expect(await packCache(places('one'), [inSource('out/**/*'), inSource('out/secret')])).toBeUndefined();
  });

  it.each<[string, Pick<Header, 'name'> & Partial<Header>]>([
    ['outside of the paths', { name: 'source/b/x' }],
    ['in no place', { name: 'elsewhere/x' }],
    ['without a path', { name: 'source' }],
    ['above its place', { name: 'source/a/../../../x' }],
    ['that is absolute', { name: '/source/a/x' }],
    ['through a link of the source', { name: 'source/a/out/x' }],
    ['in place of a directory', { name: 'source/a/dir' }],
    ['that is an absolute link', { name: 'source/a/l', type: 'symlink', linkname: '/etc/passwd' }],
    ['that is a link upwards', { name: 'source/a/l', type: 'symlink', linkname: '../../x' }],
    ['that is a link by another', { name: 'source/a/l', type: 'symlink', linkname: 'd/../../../x' }],
    ['that is a hard link', { name: 'source/a/l', type: 'link', linkname: 'source/a/x' }],
    ['that is a device', { name: 'source/a/l', type: 'character-device' }],
  ])('writes no entry %s', async (_what, header) => {
    symlinkSync(join(folder, 'outside'), join(folder, 'two/source/out'));
    mkdirSync(join(folder, 'two/source/a/dir'), { recursive: true });
    symlinkSync(join(folder, 'outside'), join(folder, 'two/source/a/out'));
    const before = files('two');
    const archive = pack();
    archive.entry({ type: 'file', ...header }, header.type ? '' : 'x');
    archive.entry({ name: 'source/a/good', type: 'file' }, 'good');
    archive.finalize();
    expect(await unpack(Readable.from(archive).pipe(createGzip()), inSource('a/**/*'))).toEqual([skipped(header.name)]);
    expect(files('two')).toEqual([...before, 'source/a/good'].toSorted());
    expect(readdirSync(join(folder, 'outside'))).toEqual([]);
  });

  it('says when it cannot be read', async () => {
    const broken = async function* () {
      yield Buffer.from('no archive');
    };
    await expect(unpack(broken(), inSource('a/**/*'))).rejects.toMatchObject({ name: 'NoCache' });
  });
});
