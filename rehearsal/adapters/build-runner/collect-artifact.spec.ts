import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ArtifactDefinition } from '../../domain/build/buildspec.ts';
import { collectArtifact } from './collect-artifact.ts';

let directory: string;
let lines: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'artifact-'));
  lines = [];
  for (const path of [
    'my-build1/my-file1.txt',
    'my-build2/my-file2.txt',
    'my-build2/my-subdirectory/my-file3.txt',
    'other/.hidden/secret',
    'other/run.sh',
  ]) {
    mkdirSync(dirname(join(directory, 'src', path)), { recursive: true });
    writeFileSync(join(directory, 'src', path), path, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
});
afterEach(() => rmSync(directory, { recursive: true }));

async function collect(more: Partial<ArtifactDefinition>): Promise<string[]> {
  const target = join(directory, 'target');
  const files = await collectArtifact(
    join(directory, 'src'),
    {
      files: ['**/*'],
      excludePaths: [],
      baseDirectory: '.',
      discardPaths: false,
      name: undefined,
      enableSymlinks: false,
      ...more,
    },
    target,
    (text) => lines.push(text),
  );
  const found = (readdirSync(target, { recursive: true }) as string[])
    .filter((path) => !lstatSync(join(target, path)).isDirectory())
    .toSorted();
  expect(found).toHaveLength(files);
  return found;
}

it('copies no large file of the build, and every file that may be somebody else’s', async () => {
  const source = join(directory, 'src');
  const large = Buffer.alloc(1024 * 1024, 1);
  writeFileSync(join(source, 'large.tar'), large);
  writeFileSync(join(directory, 'foreign.tar'), large);
  symlinkSync(join(directory, 'foreign.tar'), join(source, 'linked.tar'));
  await collect({ files: ['*.tar', 'other/run.sh'] });
  const linksOf = (path: string) => statSync(join(directory, path)).nlink;
  expect([linksOf('target/large.tar'), linksOf('target/linked.tar'), linksOf('target/other/run.sh')]).toEqual([
    2, 1, 1,
  ]);
  expect(readFileSync(join(directory, 'target/linked.tar')).equals(large)).toBe(true);
});

/** The examples of the user guide. */
describe('collectArtifact', () => {
  it('takes files of the base directory only, below their own directories', async () => {
    expect(await collect({ files: ['*/my-file3.txt'], baseDirectory: 'my-build2' })).toEqual([
      'my-subdirectory/my-file3.txt',
    ]);
  });

  it('takes several base directories and discards paths', async () => {
    expect(await collect({ baseDirectory: 'my-build*', discardPaths: true })).toEqual([
      'my-file1.txt',
      'my-file2.txt',
      'my-file3.txt',
    ]);
  });

  it('takes everything, dot files too, with its mode, less what is excluded', async () => {
    expect(await collect({ excludePaths: ['my-build1/**/*', '**/my-file2.txt'] })).toEqual([
      'my-build2/my-subdirectory/my-file3.txt',
      'other/.hidden/secret',
      'other/run.sh',
    ]);
    expect(statSync(join(directory, 'target', 'other', 'run.sh')).mode & 0o777).toBe(0o755);
  });

  it('goes on without a path that is not there, and says so', async () => {
    expect(await collect({ files: ['missing.txt', 'other/run.sh'] })).toEqual(['other/run.sh']);
    expect(lines).toContain('Skipping invalid file path missing.txt');
  });

  it("fails as CodeBuild does: nothing matches, no such base directory, a directory's name alone", async () => {
    await expect(collect({ files: ['missing.txt'] })).rejects.toThrow('no matching artifact paths found');
    await expect(collect({ files: ['other'] })).rejects.toThrow('no matching artifact paths found');
    await expect(collect({ baseDirectory: 'dist' })).rejects.toThrow('no matching base directory path found for dist');
    await expect(collect({ baseDirectory: 'nothing*' })).rejects.toThrow(
      'no matching base directory path found for nothing*',
    );
  });

  it('makes files of symbolic links, and leaves out those that lead nowhere or to their own parent', async () => {
    const source = join(directory, 'src');
    symlinkSync('other/run.sh', join(source, 'file-link'));
    symlinkSync('my-build1', join(source, 'directory-link'));
    symlinkSync('nowhere', join(source, 'dangling'));
    symlinkSync('..', join(source, 'other', 'parent'));
    expect(await collect({ files: ['*-link/**/*', 'file-link', 'dangling', 'other/**/*'] })).toEqual([
      'directory-link/my-file1.txt',
      'file-link',
      'other/.hidden/secret',
      'other/run.sh',
    ]);
    expect(lstatSync(join(directory, 'target', 'file-link')).isFile()).toBe(true);
    expect(readFileSync(join(directory, 'target', 'file-link'), 'utf8')).toBe('other/run.sh');
  });

  it('keeps symbolic links when the definition says so', async () => {
    symlinkSync('other/run.sh', join(directory, 'src', 'file-link'));
    expect(await collect({ enableSymlinks: true, files: ['file-link', 'other/run.sh'] })).toEqual([
      'file-link',
      'other/run.sh',
    ]);
    expect(lstatSync(join(directory, 'target', 'file-link')).isSymbolicLink()).toBe(true);
  });
});
