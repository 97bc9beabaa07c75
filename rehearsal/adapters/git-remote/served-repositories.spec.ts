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
  chmodSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitCheckout } from '../../../test/conformance/support/git-checkout.ts';
import { GitProcesses } from './git-processes.ts';
import { ServedRepositories } from './served-repositories.ts';

const ID = 'example/picus';

describe('the repositories that are served', () => {
  let directory: string;
  let git: GitProcesses;
  let user: GitCheckout;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'repositories-'));
    mkdirSync(join(directory, 'home'));
    git = new GitProcesses(join(directory, 'home'));
    user = await GitCheckout.init(directory);
  });
  afterEach(async () => {
    await git.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = (ids = [ID]) => ServedRepositories.open(git, join(directory, 'served'), ids);
  const push = (...what: string[]) => user.git('push', join(directory, 'served', `${ID}.git`), ...what);

  it.each([
    'picus',
    '../picus',
    'example/..',
    'example/../../x',
    '/etc/passwd',
    'example/',
    '.home/x',
    '-/pushed',
    'a/b.git',
  ])('are not made for the id "%s"', async (id) => {
    await expect(open([id])).rejects.toThrow(`"${id}" is no repository id`);
    expect(readdirSync(directory)).not.toContain('served');
  });

  it('reject what they do not have with clear messages', async () => {
    const repositories = await open();
    user.write('a', 'a');
    const commit = await user.commit('a');
    await push('main', 'main:deep/main');
    const tree = await user.id('HEAD^{tree}');
    await expect(repositories.head('example/other', 'main')).rejects.toThrow(
      'The rehearsal serves no repository example/other. It serves: example/picus.',
    );
    for (const branch of ['next', 'main~0', 'main^{commit}', 'heads/main', 'deep', 'MAIN', '*'])
      await expect(repositories.head(ID, branch)).rejects.toThrow(
        `The repository example/picus has no branch ${branch} yet: nobody has pushed it`,
      );
    for (const id of ['main', commit.slice(0, 12), '--all', ''])
      await expect(repositories.commit(ID, id)).rejects.toThrow(`"${id}" is not the whole id of a commit`);
    for (const id of [tree, '0123456789'.repeat(4)])
      await expect(repositories.checkout(ID, id)).rejects.toThrow(`The repository example/picus has no commit ${id}`);
  });

  it('tell of a commit its whole message, author and time', async () => {
    const repositories = await open();
    const message = 'Änderung: first line\n\nBody with "quotes"\n\n  indented\n# no comment';
    user.write('a', 'a');
    await user.git('config', 'user.name', 'Zoë <odd> O’Neill');
    const commitId = await user.commit(`${message}\n\n`);
    await push('main');
    const revision = {
      commitId,
      message,
      author: { name: 'Zoë odd O’Neill', email: 'ada@example.com' },
      authoredAt: 1_700_000_000_000,
    };
    await expect(repositories.head(ID, 'main')).resolves.toEqual(revision);
    await expect(repositories.commit(ID, commitId)).resolves.toEqual(revision);
  });

  it('check out exactly the files of the commit', async () => {
    const repositories = await open();
    user.write(
      '.gitattributes',
      'secret.txt export-ignore\ndocs export-ignore\nversion.txt export-subst\n*.bat text eol=crlf\n',
    );
    user.write('.gitignore', 'ignored\n');
    user.write('secret.txt', 'kept');
    user.write('docs/read me — ü.md', 'kept');
    user.write('version.txt', '$Format:%H$');
    user.write('run.bat', 'one\ntwo\n');
    user.write('bin/tool', '#!/bin/sh\n');
    chmodSync(join(user.directory, 'bin/tool'), 0o755);
    symlinkSync('bin/tool', join(user.directory, 'link'));
    symlinkSync('../nowhere', join(user.directory, 'dangling'));
    const commit = await user.commit('files');
    user.write('later', 'not in the commit');
    await user.commit('later');
    await push('main');
    const files = await repositories.checkout(ID, commit);
    expect(readdirSync(files, { recursive: true, encoding: 'utf8' }).sort()).toEqual([
      '.gitattributes',
      '.gitignore',
      'bin',
      'bin/tool',
      'dangling',
      'docs',
      'docs/read me — ü.md',
      'link',
      'run.bat',
      'secret.txt',
      'version.txt',
    ]);
    expect(readFileSync(join(files, 'version.txt'), 'utf8')).toBe('$Format:%H$');
    expect(readFileSync(join(files, 'run.bat'), 'utf8')).toBe('one\r\ntwo\r\n');
    expect(lstatSync(join(files, 'bin/tool')).mode & 0o111).not.toBe(0);
    expect(lstatSync(join(files, 'secret.txt')).mode & 0o111).toBe(0);
    expect([readlinkSync(join(files, 'link')), readlinkSync(join(files, 'dangling'))]).toEqual([
      'bin/tool',
      '../nowhere',
    ]);
  });

  it('check a commit out once, also for those who ask at the same time and after a restart', async () => {
    const repositories = await open();
    user.write('a', 'a');
    const commit = await user.commit('a');
    await push('main');
    const [one, other] = await Promise.all([repositories.checkout(ID, commit), repositories.checkout(ID, commit)]);
    const made = lstatSync(one).ino;
    expect(other).toBe(one);
    mkdirSync(join(directory, 'served', '.checkouts', '.unfinished', 'of-an-engine-that-died'), { recursive: true });
    const again = await open();
    await expect(again.checkout(ID, commit)).resolves.toBe(one);
    expect(lstatSync(one).ino).toBe(made);
    expect(readdirSync(join(directory, 'served', '.checkouts'))).toEqual(['example']);
  });

  it('have a submodule as an empty folder, and an empty commit as an empty directory', async () => {
    const repositories = await open();
    const empty = await user.commit('nothing', '--allow-empty');
    await user.git('update-index', '--add', '--cacheinfo', `160000,${empty},module`);
    await user.git('commit', '--quiet', '--message', 'with a submodule');
    await push('main');
    const files = await repositories.checkout(ID, await user.id('HEAD'));
    expect(readdirSync(files, { recursive: true })).toEqual(['module']);
    expect(readdirSync(await repositories.checkout(ID, empty))).toEqual([]);
  });

  it('have main as their default branch, and one hook', async () => {
    await open();
    const bare = join(directory, 'served', `${ID}.git`);
    expect(readFileSync(join(bare, 'HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
    expect(readdirSync(join(bare, 'hooks'))).toEqual(['post-receive']);
  });

  it('have a hook that needs nothing in PATH, and never fails', async () => {
    await open();
    const hook = join(directory, 'served', `${ID}.git`, 'hooks', 'post-receive');
    expect(execFileSync(hook, { env: { PATH: directory }, input: '', encoding: 'utf8' })).toBe(
      'The push is stored, but nobody was told of it, so no pipeline starts: the push did not come through its remote.\n',
    );
  });

  it('lose what a push that was ended left', async () => {
    await open();
    const objects = join(directory, 'served', `${ID}.git`, 'objects');
    const before = readdirSync(objects);
    mkdirSync(join(objects, 'tmp_objdir-incoming-Ih3OvF', 'pack'), { recursive: true });
    await open();
    expect(readdirSync(objects)).toEqual(before);
  });
});
