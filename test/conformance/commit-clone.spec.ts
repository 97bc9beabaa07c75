import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommitClone, uncommittedFiles } from '../../rehearsal/drills/pipeline/commit-clone.ts';

let root: string;
let product: string;
let clone: CommitClone;

const git = (directory: string, ...args: string[]) =>
  execFileSync('git', ['-C', directory, '-c', 'user.name=Ada', '-c', 'user.email=a@b.c', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
  }).trim();

const label = { file: 'label.json', find: '{}', replace: '{ "release": "{release}", "price": "$&" }' };

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'commit-clone-'));
  product = join(root, 'product');
  mkdirSync(product);
  writeFileSync(join(product, 'label.json'), '{}');
  git(product, 'init', '--quiet', '--initial-branch', 'work');
  git(product, 'add', '.');
  git(product, 'commit', '--quiet', '--message', 'one');
  git(root, 'init', '--quiet', '--bare', join(root, 'remote.git'));
  clone = await CommitClone.make(product, join(root, 'clone'), 'main');
});

afterEach(async () => {
  await clone.close();
  rmSync(root, { recursive: true, force: true });
});

describe('a clone in which releases are made', () => {
  it('commits edits of the last commit, one release on top of the other, and pushes them', async () => {
    const first = await clone.commit('good', [label], 'v2');
    const second = await clone.commit('bad', [label], 'v3');
    await clone.push(join(root, 'remote.git'), 'main');
    const remote = join(root, 'remote.git');
    expect(git(remote, 'rev-parse', 'main', 'main~1')).toBe(`${second}\n${first}`);
    expect(git(remote, 'show', 'main:label.json')).toBe('{ "release": "v3", "price": "$&" }');
    expect(git(remote, 'log', '--format=%s', 'main')).toBe('bad\ngood\none');
  });

  it('changes nothing of the product', async () => {
    await clone.commit('good', [label], 'v2');
    expect(readFileSync(join(product, 'label.json'), 'utf8')).toBe('{}');
    expect(git(product, 'status', '--porcelain')).toBe('');
    expect(git(product, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/work');
    expect(git(product, 'remote')).toBe('');
  });

  it('says which edit finds nothing, and refuses files outside', async () => {
    await expect(clone.commit('good', [{ ...label, find: 'no such text' }], 'v2')).rejects.toThrow(
      `The drill's edit of label.json does not find "no such text" in the last commit`,
    );
    await expect(clone.commit('good', [{ ...label, file: 'gone.json' }], 'v2')).rejects.toThrow('gone.json');
    await expect(clone.commit('good', [{ ...label, file: '../product/label.json' }], 'v2')).rejects.toThrow(
      'is not inside the repository',
    );
  });

  it('can only be made of a git repository', async () => {
    mkdirSync(join(root, 'plain'));
    await expect(CommitClone.make(join(root, 'plain'), join(root, 'clone-2'), 'main')).rejects.toThrow(
      'is no git repository',
    );
    await expect(uncommittedFiles(join(root, 'plain'), join(root, 'home'))).rejects.toThrow('is no git repository');
  });

  it('tells what is not committed, without touching the index', async () => {
    expect(await uncommittedFiles(product, join(root, 'home'))).toEqual([]);
    const index = readFileSync(join(product, '.git', 'index'));
    writeFileSync(join(product, 'label.json'), '{"changed":true}');
    writeFileSync(join(product, 'new file'), '');
    expect(await uncommittedFiles(product, join(root, 'home'))).toEqual([' M label.json', '?? "new file"']);
    expect(readFileSync(join(product, '.git', 'index')).equals(index)).toBe(true);
  });
});
