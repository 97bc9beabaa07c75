import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { unpackLayers } from './unpack-layers.ts';

let directory: string;
let count = 0;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'unpack-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Entry = string | (Partial<Header> & { name: string; content?: string });

/** A layer of files (`name` holds its own name) and other entries. */
async function layer(entries: Entry[], compress = (tar: Buffer): Buffer => tar): Promise<string> {
  const tar = pack();
  for (const entry of entries) {
    const { content, ...header } = typeof entry === 'string' ? { name: entry, content: entry } : entry;
    tar.entry({ type: 'file', ...header }, content ?? '');
  }
  tar.finalize();
  const file = join(directory, `layer-${++count}`);
  writeFileSync(file, compress(await buffer(tar)));
  return file;
}
const unpacked = async (...layers: string[]) => unpackLayers({ layers, root: join(directory, `root-${++count}`) });

it.each([
  ['not at all', (tar: Buffer) => tar],
  ['with gzip', gzipSync],
  ['with zstd', zstdCompressSync],
])('unpacks what is compressed %s', async (_how, compress) => {
  const root = await unpacked(await layer(['a/b.txt'], compress));
  expect(readFileSync(join(root, 'a/b.txt'), 'utf8')).toBe('a/b.txt');
  expect(lstatSync(join(root, 'a/b.txt')).mode & 0o222).toBe(0);
});

it('lets a layer replace and remove what lower layers have', async () => {
  const lower = await layer([
    'kept',
    'gone',
    'dir/old',
    'dir/deep/old',
    'was-file',
    { name: 'was-dir/x', content: '' },
  ]);
  const upper = await layer([
    '.wh.gone',
    'dir/deep/new',
    'dir/.wh..wh..opq',
    'dir/new',
    { name: 'was-file/', type: 'directory' },
    'was-file/inside',
    { name: 'kept', content: 'changed' },
  ]);
  const root = await unpacked(lower, upper);
  expect(readdirSync(root).toSorted()).toEqual(['dir', 'kept', 'was-dir', 'was-file']);
  expect(readFileSync(join(root, 'kept'), 'utf8')).toBe('changed');
  expect(readdirSync(join(root, 'dir')).toSorted()).toEqual(['deep', 'new']);
  expect(readdirSync(join(root, 'dir/deep'))).toEqual(['new']);
  expect(readdirSync(join(root, 'was-file'))).toEqual(['inside']);
});

it('keeps links, those to the root of the image too', async () => {
  const root = await unpacked(
    await layer([
      'usr/lib/one',
      { name: 'lib', type: 'symlink', linkname: 'usr/lib' },
      { name: 'opt/abs', type: 'symlink', linkname: '/usr/lib/one' },
      { name: 'hard', type: 'link', linkname: 'usr/lib/one' },
    ]),
    await layer(['lib/two']),
  );
  expect(readlinkSync(join(root, 'opt/abs'))).toBe('../usr/lib/one');
  for (const path of ['lib/one', 'opt/abs', 'hard']) expect(readFileSync(join(root, path), 'utf8')).toBe('usr/lib/one');
  expect(readFileSync(join(root, 'usr/lib/two'), 'utf8')).toBe('lib/two');
});

it('writes nothing outside, whatever names and links say', async () => {
  writeFileSync(join(directory, 'secret'), 'secret');
  const root = await unpacked(
    await layer([
      '../../../up',
      { name: 'out', type: 'symlink', linkname: '../../../../..' },
      'out/through',
      { name: 'd/e/top', type: 'symlink', linkname: '/' },
      { name: 'd/e/top/esc', type: 'symlink', linkname: '../../../secret' },
      { name: 'd/e/top/esc2', type: 'symlink', linkname: '/secret' },
    ]),
  );
  expect(readdirSync(root).toSorted()).toEqual(['d', 'esc', 'esc2', 'out', 'through', 'up']);
  expect(readlinkSync(join(root, 'esc'))).toBe('secret');
  expect(readlinkSync(join(root, 'esc2'))).toBe('secret');
  expect(existsSync(join(root, 'esc'))).toBe(false);
  await expect(unpacked(await layer([{ name: 'hard', type: 'link', linkname: '../secret' }]))).rejects.toThrow(
    'ENOENT',
  );
  await expect(unpacked(await layer([{ name: 'null', type: 'character-device' }]))).rejects.toThrow(
    'null is a character-device',
  );
});
