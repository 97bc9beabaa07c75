import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '../state/process-identity.ts';
import { openShellSession, type ShellSession } from './shell-session.ts';

const SHELLS = [
  ['bash', 'bash'],
  ['bash', 'sh'],
  ['/bin/sh', 'sh'],
] as const;

let directory: string;
let lines: string[];
let pids: number[];
let session: ShellSession | undefined;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "it's a shell-")));
  lines = [];
  pids = [];
});
afterEach(async () => {
  await session?.close();
  session = undefined;
  rmSync(directory, { recursive: true });
});

async function open(program = '/bin/sh', argv0 = 'sh') {
  session = await openShellSession({
    program,
    argv0,
    cwd: directory,
    directory: join(directory, 'tmp'),
    environment: { PATH: process.env['PATH'] ?? '' },
    mark: 'f00d',
    line: (text) => lines.push(text),
    started: (pid) => pids.push(pid),
    ended: (pid) => pids.push(-pid),
  });
  return session;
}

describe.each(SHELLS)('commands in %s, called %s', (program, argv0) => {
  it('share variables, functions and the working directory', async () => {
    const { run } = bound(await open(program, argv0));
    expect(await run('A=1; export B="two words"; greet() { echo "hello $1"; }')).toBe(0);
    expect(await run('mkdir -p "sub dir" && cd "sub dir"')).toBe(0);
    expect(await run('echo "$A $B" && greet you && pwd')).toBe(0);
    expect(lines).toEqual(['1 two words', 'hello you', join(directory, 'sub dir')]);
  });

  it('fail with their status and go on, after exit, exec, set -e and a missing file, too', async () => {
    const { run } = bound(await open(program, argv0));
    expect(await run('A=kept')).toBe(0);
    expect(await run('false')).toBe(1);
    expect(await run('A=lost; exit 3')).toBe(3);
    expect(await run('exec true')).toBe(0);
    expect(await run('. ./missing')).not.toBe(0);
    expect(await run('set -e')).toBe(0);
    expect(await run('B=kept')).toBe(0);
    expect(await run('false; echo not reached')).toBe(1);
    expect(await run('test "$B" = kept')).toBe(0);
    expect(await run('set +e; nosuchcommand')).toBe(127);
    expect(await run('if')).not.toBe(0);
    expect(await run('kill -9 $(sh -c "echo \\$PPID")')).toBe(137);
    expect(await run('echo "$A"')).toBe(0);
    expect(lines.at(-1)).toBe('kept');
    expect(lines).not.toContain('not reached');
  });

  it('tell their output in order and whole, of both streams, without a last newline, after exec > file', async () => {
    const { run } = bound(await open(program, argv0));
    await run('echo one; echo two >&2; printf three');
    await run('exec > gone.txt; echo in the file');
    await run('i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done');
    await run('printf "\\n\\nlast"');
    expect(lines.slice(0, 3)).toEqual(['one', 'two', 'three']);
    expect(lines.slice(3, 3003)).toEqual(Array.from({ length: 3000 }, (_, index) => `line ${index}`));
    expect(lines.slice(3003)).toEqual(['', '', 'last']);
    expect(readFileSync(join(directory, 'gone.txt'), 'utf8')).toBe('in the file\n');
  });

  it('keep options, whose traces do not disturb', async () => {
    const { run } = bound(await open(program, argv0));
    expect(await run('set -x')).toBe(0);
    lines = [];
    expect(await run('echo traced')).toBe(0);
    // bash repeats the sign, once for each file it is in.
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^\++ echo traced$/), 'traced']));
    expect(await run('set -u')).toBe(0);
    expect(await run('echo "$NOTHING"')).not.toBe(0);
    expect(await run('set +xu; echo "[$NOTHING]"')).toBe(0);
  });

  it('run their EXIT trap when the session ends', async () => {
    const { run, close } = bound(await open(program, argv0));
    await run('trap "echo cleaned" EXIT');
    await run('echo work');
    expect(lines).toEqual(['work']);
    await close();
    expect(lines).toEqual(['work', 'cleaned']);
  });
});

it('tells whether the build is succeeding', async () => {
  const { run } = bound(await open());
  await run('echo "$CODEBUILD_BUILD_SUCCEEDING"');
  await session?.run('echo "$CODEBUILD_BUILD_SUCCEEDING"', false);
  expect(lines).toEqual(['1', '0']);
});

it('reads exported variables, whatever lines they have', async () => {
  const { run } = bound(await open());
  await run('export ONE=1 MORE="a\n b=c"; LOCAL=x; export EMPTY=');
  expect(await session?.exported(['ONE', 'MORE', 'LOCAL', 'EMPTY', 'NONE'])).toEqual({
    ONE: '1',
    MORE: 'a\n b=c',
    EMPTY: '',
  });
});

it('ends what a command left in the background', async () => {
  const { run, close } = bound(await open());
  await run('sleep 600 & echo $!');
  const pid = Number(lines[0]);
  expect(isRunning(pid)).toBe(true);
  await close();
  await ended(pid);
  expect(pids).toEqual([pids[0], -(pids[0] ?? 0)]);
});

it('ends a command under way when it is killed, and runs no other', async () => {
  const { run } = bound(await open());
  const running = run('sleep 600');
  session?.kill();
  expect(await running).toBe(137);
  expect(await run('echo no')).toBe(137);
  expect(lines).toEqual([]);
});

it('ends with a shell that a command killed', async () => {
  const { run } = bound(await open());
  expect(await run('sleep 600 & kill -9 $$; sleep 600')).toBe(137);
  expect(await run('echo no')).toBe(137);
});

it('says which shell is missing', async () => {
  await expect(open('/no/such/shell')).rejects.toThrow('There is no shell "/no/such/shell" on this machine.');
});

const bound = (opened: ShellSession) => ({
  run: (command: string) => opened.run(command, true),
  close: () => {
    session = undefined;
    return opened.close();
  },
});

const isRunning = (pid: number): boolean => startTimeOf(pid) !== undefined;

/** A killed process gives its pipes back shortly before it is gone. */
async function ended(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
}
