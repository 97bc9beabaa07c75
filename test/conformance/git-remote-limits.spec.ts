import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { startGitRemote } from '../../rehearsal/adapters/git-remote/git-remote.ts';
import { startTimeOf } from '../../rehearsal/adapters/state/process-identity.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { GitRemoteFixture, REPOSITORY } from './support/git-remote-fixture.ts';

describe('the git remote', () => {
  let fixture: GitRemoteFixture;
  beforeEach(async () => {
    fixture = await GitRemoteFixture.start();
  });
  afterEach(() => fixture.close());

  it('tells a user of another repository what it serves', async () => {
    const url = fixture.remote.url(REPOSITORY).replace('picus', 'other');
    const failure = {
      stderr: expect.stringMatching(
        /remote: The rehearsal serves no repository example\/other\.git\. It serves: example\/picus, example\/second\.[^]*not found/,
      ),
    };
    await expect(fixture.user.git('clone', url, 'clone')).rejects.toMatchObject(failure);
    await expect(fixture.user.git('push', url, 'HEAD:main')).rejects.toMatchObject({ code: expect.any(Number) });
    expect(() => fixture.remote.url('example/other')).toThrow('The rehearsal serves no repository example/other.');
    expect(readdirSync(join(fixture.served, 'example')).sort()).toEqual(['picus.git', 'second.git']);
  });

  it.each(['attacker.example', '127.0.0.1.attacker.example'])('refuses the host %s', async (host) => {
    const answer = await ask('GET', `/${REPOSITORY}.git/info/refs?service=git-upload-pack`, { host });
    expect(answer).toEqual({ status: 403, body: `This remote answers on loopback names only, not as ${host}.\n` });
  });

  it.each(['HEAD', 'config', 'info/refs', 'objects/info/packs', '../../.home', 'info/refs?service=../../x'])(
    'has no %s to read',
    async (path) => {
      await expect(ask('GET', `/${REPOSITORY}.git/${path}`, {})).resolves.toMatchObject({ status: 404 });
    },
  );

  it("takes no form's body for a push", async () => {
    const answer = await ask('POST', `/${REPOSITORY}.git/git-receive-pack`, { 'content-type': 'text/plain' }, '0000');
    expect(answer.status).toBe(415);
  });

  it('takes compressed bodies, with their length or in chunks', async () => {
    fixture.user.write('a', 'a');
    const commit = await fixture.user.commit('first');
    await fixture.push('main');
    const body = gzipSync(`0032want ${commit}\n00000009done\n`);
    const headers = { 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': 'gzip' };
    const lengths: Record<string, string>[] = [
      { 'content-length': String(body.length) },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const length of lengths) {
      const answer = await ask('POST', `/${REPOSITORY}.git/git-upload-pack`, { ...headers, ...length }, body);
      expect(answer).toMatchObject({ status: 200, body: expect.stringMatching(/^0008NAK\nPACK/) });
    }
  });

  it('rejects with PortTakenError when its port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const options = {
      directory: join(fixture.directory, 'x'),
      port,
      repositories: [REPOSITORY],
      log: silentLog,
      pushed: () => [],
    };
    await expect(startGitRemote(options)).rejects.toMatchObject({ name: 'PortTakenError', port });
    await new Promise((resolve) => other.close(resolve));
  });

  it('does not start without git, and says what to install', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = fixture.directory;
    try {
      const options = { directory: fixture.served, port: 0, repositories: [], log: silentLog, pushed: () => [] };
      await expect(startGitRemote(options)).rejects.toThrow(/^git is not installed, or not in PATH\..*Install git/);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it("reads nothing of the engine's own git: no configuration, hooks, templates or variables", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'engine-home-'));
    const mark = join(elsewhere, 'mark');
    mkdirSync(join(elsewhere, 'hooks'));
    for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction']) {
      writeFileSync(join(elsewhere, 'hooks', hook), `#!/bin/sh\ntouch '${mark}'\nexit 1\n`);
      chmodSync(join(elsewhere, 'hooks', hook), 0o755);
    }
    writeFileSync(join(elsewhere, 'attributes'), '* text eol=crlf\n');
    writeFileSync(
      join(elsewhere, '.gitconfig'),
      `[core]\n\thooksPath = ${elsewhere}/hooks\n\tattributesFile = ${elsewhere}/attributes\n[init]\n\ttemplateDir = ${elsewhere}\n`,
    );
    mkdirSync(join(elsewhere, '.config', 'git'), { recursive: true });
    writeFileSync(join(elsewhere, '.config', 'git', 'attributes'), '* text eol=crlf\n');
    const hostile = {
      HOME: elsewhere,
      GIT_CONFIG_GLOBAL: join(elsewhere, '.gitconfig'),
      GIT_DIR: join(elsewhere, 'nowhere'),
      GIT_INDEX_FILE: join(elsewhere, 'index'),
      GIT_TEMPLATE_DIR: elsewhere,
      NODE_OPTIONS: '--require=/nonexistent.js',
    };
    const before = Object.fromEntries(Object.keys(hostile).map((name) => [name, process.env[name]]));
    await fixture.remote.close();
    rmSync(fixture.served, { recursive: true });
    Object.assign(process.env, hostile);
    try {
      await fixture.startRemote();
      fixture.user.write('a', 'a\n');
      const commit = await fixture.user.commit('first');
      const { stderr } = await fixture.user.git('push', fixture.remote.url(REPOSITORY), 'main');
      expect(stderr).toContain('remote: seen main');
      const files = await fixture.remote.checkout(REPOSITORY, commit);
      expect(readFileSync(join(files, 'a'), 'utf8')).toBe('a\n');
      expect(existsSync(mark)).toBe(false);
      expect(readdirSync(elsewhere).sort()).toEqual(['.config', '.gitconfig', 'attributes', 'hooks']);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('ends a push that is under way when it closes, hooks that do not listen included, and takes it again after', async () => {
    const commit = await (fixture.user.write('a', 'a'), fixture.user.commit('first'));
    const place = preReceive(`trap '' TERM\nsleep 300 &\necho "$$ $!" > .pids && mv .pids pids\nwait`);
    const push = fixture.push('main').then(
      () => 'it succeeded',
      ({ code }: { code: unknown }) => code,
    );
    await appearance(place, 'pids');
    const pids = readFileSync(join(place, 'pids'), 'utf8').trim().split(' ').map(Number);
    expect(pids.filter(isRunning)).toHaveLength(2);
    await fixture.remote.close();
    await Promise.all(pids.map(gone));
    await expect(push).resolves.toEqual(expect.any(Number));
    expect(fixture.pushes).toEqual([]);
    await expect(fixture.remote.head(REPOSITORY, 'main')).rejects.toThrow('The git remote is closed.');
    rmSync(join(fixture.bare, 'hooks', 'pre-receive'));
    await fixture.startRemote();
    await fixture.user.git('push', fixture.remote.url(REPOSITORY), 'main');
    expect(fixture.pushes).toMatchObject([{ commitId: commit }]);
    expect(readdirSync(join(fixture.bare, 'objects')).filter((name) => /tmp|incoming/.test(name))).toEqual([]);
    expect(fixture.logged).toEqual([]);
  });

  it('carries a push through that came whole, though the pusher went away', async () => {
    const commit = await (fixture.user.write('a', 'a'), fixture.user.commit('first'));
    await fixture.user.git('repack', '-a', '-d', '--quiet');
    const packs = join(fixture.user.directory, '.git', 'objects', 'pack');
    const pack = readFileSync(join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? ''));
    const command = `${'0'.repeat(40)} ${commit} refs/heads/main\0report-status`;
    const head = `${(command.length + 4).toString(16).padStart(4, '0')}${command}0000`;
    const place = preReceive('touch started\nuntil [ -e go ]; do :; done');
    const told = new Promise<string>((resolve) => {
      fixture.answer = ({ commitId }) => [String(resolve(commitId))];
    });
    const { hostname, port } = new URL(fixture.remote.url(REPOSITORY));
    const call = request({
      hostname,
      port,
      method: 'POST',
      path: `/${REPOSITORY}.git/git-receive-pack`,
      headers: { 'content-type': 'application/x-git-receive-pack-request' },
    });
    const broke = new Promise((resolve) => call.once('close', resolve));
    call.on('error', () => {});
    call.end(Buffer.concat([Buffer.from(head), pack]));
    await appearance(place, 'started');
    call.destroy();
    await broke;
    writeFileSync(join(place, 'go'), '');
    await expect(told).resolves.toBe(commit);
    await expect(fixture.remote.head(REPOSITORY, 'main')).resolves.toMatchObject({ commitId: commit });
  });

  it('ends git when a pusher goes away before all was sent', async () => {
    const { hostname, port } = new URL(fixture.remote.url(REPOSITORY));
    const pids = recordPids(fixture.directory);
    const call = request({
      hostname,
      port,
      method: 'POST',
      path: `/${REPOSITORY}.git/git-receive-pack`,
      headers: { 'content-type': 'application/x-git-receive-pack-request', 'transfer-encoding': 'chunked' },
    });
    const broke = new Promise((resolve) => call.once('error', resolve));
    call.write('00');
    // The head of the answer comes before git has read the body.
    const answered = await new Promise<number | undefined>((resolve) =>
      call.once('response', (response) => {
        response.on('error', () => {});
        resolve(response.statusCode);
      }),
    );
    expect(answered).toBe(200);
    const [pid = 0] = pids.read();
    expect(isRunning(pid)).toBe(true);
    call.destroy(new Error('gone'));
    await broke;
    await gone(pid);
    pids.forget();
    expect(fixture.logged).toEqual([]);
  });

  /** A hook of the bare repository that runs in a directory of its own, which is returned. */
  function preReceive(script: string): string {
    const place = join(fixture.directory, 'place');
    mkdirSync(place);
    const hook = join(fixture.bare, 'hooks', 'pre-receive');
    writeFileSync(hook, `#!/bin/sh\ncd '${place}'\n${script}\n`);
    chmodSync(hook, 0o755);
    return place;
  }

  async function ask(method: string, path: string, headers: Record<string, string>, body?: string | Uint8Array) {
    const { hostname, port } = new URL(fixture.remote.url(REPOSITORY));
    return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const call = request({ hostname, port, method, path, headers, agent: false }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
      });
      call.once('error', reject);
      call.end(body);
    });
  }
});

/** Resolves when the directory has the file. */
function appearance(directory: string, name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(directory, () => check());
    const check = () => {
      if (!existsSync(join(directory, name))) return;
      watcher.close();
      resolve();
    };
    check();
  });
}

const isRunning = (pid: number): boolean => startTimeOf(pid) !== undefined;

/** A killed process gives its pipes back shortly before it is gone. */
async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
}

/** Puts a `git` before the real one that writes down the process of each `git http-backend`. */
function recordPids(directory: string): { read: () => number[]; forget: () => void } {
  const path = process.env['PATH'] ?? '';
  const file = join(directory, 'pids');
  mkdirSync(join(directory, 'bin'));
  const script = `#!/bin/sh\n[ "$1" = http-backend ] && echo $$ >> '${file}'\nPATH='${path}' exec git "$@"\n`;
  writeFileSync(join(directory, 'bin', 'git'), script);
  chmodSync(join(directory, 'bin', 'git'), 0o755);
  process.env['PATH'] = `${join(directory, 'bin')}:${path}`;
  return {
    read: () => readFileSync(file, 'utf8').trim().split('\n').map(Number),
    forget: () => void (process.env['PATH'] = path),
  };
}
