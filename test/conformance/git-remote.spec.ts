import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GitCheckout } from './support/git-checkout.ts';
import { GitRemoteFixture, REPOSITORY } from './support/git-remote-fixture.ts';

describe('pushes to the git remote', () => {
  let fixture: GitRemoteFixture;
  let user: GitCheckout;
  beforeEach(async () => {
    fixture = await GitRemoteFixture.start();
    user = fixture.user;
  });
  afterEach(() => fixture.close());

  const last = () => fixture.pushes.at(-1);

  it('tell of a new branch with all its files, and show the pusher the answer', async () => {
    fixture.answer = () => ['Pipeline picus starts: execution 1', 'Follow it: npm run release -- watch'];
    user.write('service/src/main.ts', 'main');
    user.write('README.md', 'read');
    const commitId = await user.commit('feat: first\n\nIts body.\n');
    const seen = await fixture.push('main');
    expect(fixture.pushes).toEqual([
      {
        repositoryId: REPOSITORY,
        branch: 'main',
        commitId,
        files: ['README.md', 'service/src/main.ts'],
        message: 'feat: first\n\nIts body.',
        author: { name: 'Ada Lovelace', email: 'ada@example.com' },
      },
    ]);
    expect(seen).toMatch(
      /remote: Pipeline picus starts: execution 1 *\nremote: Follow it: npm run release -- watch *\n/,
    );
    await expect(fixture.remote.head(REPOSITORY, 'main')).resolves.toMatchObject({ commitId });
    expect(fixture.logged).toEqual([]);
  });

  it('tell of what changed since the push before: several commits, docs only, a removal, both names of a rename', async () => {
    user.write('docs/a.md', 'a\n'.repeat(100));
    user.write('service/main.ts', 'main');
    const first = await user.commit('first');
    await fixture.push('main');
    user.write('docs/a.md', 'more');
    await user.commit('second');
    user.write('docs/b.md', 'b\n'.repeat(100));
    const third = await user.commit('third');
    await fixture.push('main');
    expect(last()).toMatchObject({
      previous: first,
      commitId: third,
      files: ['docs/a.md', 'docs/b.md'],
      message: 'third',
    });
    renameSync(join(user.directory, 'docs/b.md'), join(user.directory, 'docs/c.md'));
    rmSync(join(user.directory, 'service/main.ts'));
    await user.commit('renamed');
    await fixture.push('main');
    expect(last()).toMatchObject({ previous: third, files: ['docs/b.md', 'docs/c.md', 'service/main.ts'] });
  });

  it('tell of an empty commit without files, and of a merge with all that it brought', async () => {
    user.write('a', 'a');
    await user.commit('first');
    await fixture.push('main');
    const empty = await user.commit('nothing', '--allow-empty');
    await fixture.push('main');
    expect(last()).toMatchObject({ commitId: empty, files: [] });
    await user.git('checkout', '--quiet', '-b', 'side', 'HEAD~1');
    user.write('side.txt', 'side');
    await user.commit('side');
    await user.git('checkout', '--quiet', 'main');
    await user.git('merge', '--quiet', '--no-ff', '--message', 'merge side', 'side');
    await fixture.push('main');
    expect(last()).toMatchObject({ previous: empty, files: ['side.txt'], message: 'merge side' });
  });

  it('tell of a forced update by what differs between both trees', async () => {
    user.write('kept', 'kept');
    await user.commit('base');
    user.write('dropped', 'dropped');
    const dropped = await user.commit('dropped');
    await fixture.push('main');
    await user.git('reset', '--quiet', '--hard', 'HEAD~1');
    user.write('instead', 'instead');
    const instead = await user.commit('instead');
    await expect(fixture.push('main')).rejects.toMatchObject({ stderr: expect.stringContaining('non-fast-forward') });
    await fixture.push('--force', 'main');
    expect(fixture.pushes).toHaveLength(2);
    expect(last()).toMatchObject({ previous: dropped, commitId: instead, files: ['dropped', 'instead'] });
    await expect(fixture.remote.checkout(REPOSITORY, dropped)).resolves.toContain(dropped);
  });

  it('tell of each branch of one push, of tags and deletions never', async () => {
    user.write('a', 'a');
    const commit = await user.commit('first');
    await user.git('tag', 'v1');
    await user.git('tag', '--annotate', 'v2', '--message', 'two');
    await user.git('branch', 'feature/deep/ü');
    await fixture.push('main', 'feature/deep/ü', 'v1', 'v2');
    expect(fixture.pushes.map(({ branch, commitId }) => [branch, commitId])).toEqual([
      ['main', commit],
      ['feature/deep/ü', commit],
    ]);
    await expect(fixture.push('--delete', 'feature/deep/ü', 'main', 'v1')).resolves.not.toContain('remote:');
    await expect(fixture.push('main:refs/notes/other')).resolves.not.toContain('remote:');
    expect(fixture.pushes).toHaveLength(2);
    expect(fixture.logged).toEqual([]);
    await expect(fixture.remote.head(REPOSITORY, 'main')).rejects.toThrow('has no branch main yet');
    await fixture.push('main');
    expect(last()).toMatchObject({ branch: 'main', files: ['a'] });
    expect(last()).not.toHaveProperty('previous');
  });

  it('keep unusual file names as they are', async () => {
    const names = [' lead and trail ', '"quoted"', 'back\\slash', 'new\nline', 'tab\t', 'ünïcode/☃', 'a -> b', '-n'];
    for (const name of names) user.write(`odd/${name}`, name);
    const commit = await user.commit('odd');
    await fixture.push('main');
    expect(last()?.files.toSorted()).toEqual(names.map((name) => `odd/${name}`).toSorted());
    expect(readdirSync(join(await fixture.remote.checkout(REPOSITORY, commit), 'odd')).sort()).toEqual(
      names.flatMap((name) => name.split('/')[0] ?? '').sort(),
    );
  });

  it('succeed though nobody takes them, and say so', async () => {
    fixture.answer = () => {
      throw new Error('there is no pipeline');
    };
    const commit = await (user.write('a', 'a'), user.commit('first'));
    await expect(fixture.push('main')).resolves.toMatch(
      /remote: main is stored, but the rehearsal could not take it: there is no pipeline/,
    );
    await expect(fixture.remote.head(REPOSITORY, 'main')).resolves.toMatchObject({ commitId: commit });
  });

  it.each([
    ['by path', () => ({}), 'the push did not come through its remote'],
    [
      'when the server is gone',
      (url: string) => ({ REHEARSAL_PUSH_URL: `${new URL(url).origin}/-/pushed`, REHEARSAL_PUSH_TOKEN: 'x' }),
      'connect ECONNREFUSED',
    ],
  ])('succeed %s, with a line that nobody was told', async (_how, environment, reason) => {
    const url = fixture.remote.url(REPOSITORY);
    await fixture.remote.close();
    user.write('a', 'a');
    await user.commit('first');
    const { stderr } = await user.gitWith(environment(url), 'push', fixture.bare, 'main');
    expect(stderr).toContain(`remote: The push is stored, but nobody was told of it, so no pipeline starts: ${reason}`);
    expect(fixture.pushes).toEqual([]);
  });

  it('need the secret of a push that is under way to be told of', async () => {
    const { origin } = new URL(fixture.remote.url(REPOSITORY));
    for (const authorization of ['', 'Bearer ', `Bearer ${randomBytes(24).toString('hex')}`]) {
      const response = await fetch(`${origin}/-/pushed`, { method: 'POST', headers: { authorization } });
      expect([response.status, await response.text()]).toEqual([403, 'No such push is under way.\n']);
    }
  });

  it('may be large: 20 MB, in chunks', async () => {
    const content = randomBytes(20 * 1024 * 1024);
    user.write('large.bin', content);
    const commit = await user.commit('large');
    await fixture.push('main');
    const stored = readFileSync(join(await fixture.remote.checkout(REPOSITORY, commit), 'large.bin'));
    expect(stored.equals(content)).toBe(true);
  });

  it('may come at the same time', async () => {
    user.write('a', 'a');
    await user.commit('first');
    await fixture.push('main');
    const branches = ['one', 'two', 'three', 'four'];
    const clones = await Promise.all(branches.map((branch) => clone(branch)));
    for (const [index, checkout] of clones.entries()) checkout.write(`${branches[index]}.txt`, 'text');
    for (const checkout of clones) await checkout.commit('work');
    fixture.pushes.length = 0;
    await Promise.all(clones.map((checkout, index) => checkout.git('push', 'origin', `HEAD:${branches[index]}`)));
    expect(fixture.pushes.map(({ branch }) => branch).sort()).toEqual(branches.toSorted());
    expect(fixture.logged).toEqual([]);
  });

  it('can be cloned, fetched and cloned shallowly, and a shallow clone can be pushed', async () => {
    for (const text of ['one', 'two', 'three']) {
      user.write('a', text);
      await user.commit(text);
    }
    await fixture.push('main');
    const whole = await clone('whole');
    expect(readFileSync(join(whole.directory, 'a'), 'utf8')).toBe('three');
    const shallow = await clone('shallow', '--depth', '1');
    expect((await shallow.git('rev-list', '--count', 'HEAD')).stdout).toBe('1\n');
    user.write('a', 'four');
    const fourth = await user.commit('four');
    await fixture.push('main');
    await whole.git('pull', '--quiet', '--ff-only');
    await expect(whole.id('HEAD')).resolves.toBe(fourth);
    await whole.gitWith({ GIT_TRACE_PACKET: '1' }, '-c', 'protocol.version=0', 'ls-remote', 'origin');
    const second = fixture.remote.url('example/second');
    await shallow.git('push', '--quiet', second, 'HEAD:refs/heads/main');
    expect(last()).toMatchObject({ repositoryId: 'example/second', branch: 'main', files: ['a'] });
  });

  it('speak protocol version 2', async () => {
    await fixture.push('--all');
    const { stderr } = await user.gitWith(
      { GIT_TRACE_PACKET: '1' },
      '-c',
      'protocol.version=2',
      'ls-remote',
      'rehearsal',
    );
    expect(stderr).toMatch(/git< version 2/);
  });

  it('are kept when the engine starts again on the same directory, on the same port', async () => {
    const first = await (user.write('a', 'a'), user.commit('first'));
    await fixture.push('main');
    const { port } = new URL(fixture.remote.url(REPOSITORY));
    await fixture.remote.close();
    await fixture.startRemote(Number(port));
    const second = await (user.write('b', 'b'), user.commit('second'));
    await fixture.push('main');
    expect(last()).toMatchObject({ previous: first, commitId: second, files: ['b'] });
    await expect(fixture.remote.commit(REPOSITORY, first)).resolves.toMatchObject({ message: 'first' });
  });

  it("leave the pusher's configuration, hooks and files as they were", async () => {
    user.write('a', 'a');
    await user.commit('first');
    user.write('a', 'changed, not committed');
    user.write('untracked', 'untracked');
    const state = () => ({ files: hashes(user.directory), home: hashes(`${user.directory}-home`) });
    const before = state();
    await fixture.push('main');
    const { files, home } = state();
    // What git itself writes of any push: where the remote's branch is.
    const own = Object.keys(files).filter((path) => files[path] !== before.files[path]);
    expect(
      own.filter((path) => !path.startsWith('.git/refs/remotes/') && !path.startsWith('.git/logs/refs/remotes/')),
    ).toEqual([]);
    expect(home).toEqual(before.home);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['.git/config', '.git/hooks/update.sample', 'a', 'untracked']),
    );
    expect(existsSync(join(fixture.served, '.home'))).toBe(true);
    expect(readdirSync(join(fixture.served, '.home'))).toEqual([]);
  });

  async function clone(name: string, ...options: string[]): Promise<GitCheckout> {
    const checkout = GitCheckout.at(fixture.directory, name);
    await checkout.git('clone', '--quiet', ...options, fixture.remote.url(REPOSITORY), '.');
    return checkout;
  }
});

/** Of every file below the directory. */
function hashes(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(directory, path)).isFile(),
  );
  return Object.fromEntries(
    files.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(directory, path)))
        .digest('hex'),
    ]),
  );
}
