import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CannotRelease } from '../release/cannot-release.ts';
import { type Docker, dockerProgram } from './docker.ts';

/** Records its arguments, what it is told by standard input and one variable; answers what `ANSWER` says, as a script. */
const PROGRAM = `#!/bin/sh
input=$(cat)
printf '%s|%s|%s\\n' "$*" "$input" "$BUILDX_NO_DEFAULT_ATTESTATIONS" >> "$RECORD"
eval "$ANSWER"
`;

let folder: string;
let docker: Docker;
let lines: string[];
let interrupt: AbortController;
const path = process.env['PATH'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-'));
  writeFileSync(join(folder, 'docker'), PROGRAM, { mode: 0o755 });
  process.env['PATH'] = [folder, path].join(delimiter);
  process.env['RECORD'] = join(folder, 'record');
  answer('');
  lines = [];
  interrupt = new AbortController();
  docker = dockerProgram((line) => lines.push(line), interrupt.signal);
});
afterEach(() => {
  process.env['PATH'] = path;
  delete process.env['RECORD'];
  delete process.env['ANSWER'];
  rmSync(folder, { recursive: true, force: true });
});

const answer = (script: string) => (process.env['ANSWER'] = script);
const recorded = () => readFileSync(join(folder, 'record'), 'utf8').trimEnd().split('\n');

describe('the docker program', () => {
  it('gets exactly these commands', async () => {
    await docker.answers();
    await docker.build({
      context: '.',
      platform: 'linux/arm64',
      buildArguments: { GIT_SHA: 'c0ffee' },
      reference: 'r/p:1',
    });
    await docker.run({ name: 'n', reference: 'r/p:1', port: 8080 });
    await docker.stop('n', 60);
    await docker.remove('n');
    await docker.push('r/p:1');
    expect(recorded()).toEqual([
      'version||',
      'build --platform linux/arm64 --build-arg GIT_SHA=c0ffee --tag r/p:1 .||1',
      'run --detach --name n --read-only --env PORT=8080 --publish 127.0.0.1::8080 r/p:1||',
      'stop --time 60 n||',
      'rm n||',
      'push r/p:1||',
    ]);
  });

  it('gets the password by standard input, never as an argument', async () => {
    await docker.login('registry.example', { username: 'AWS', password: 'a-secret' });
    expect(recorded()).toEqual(['login --username AWS --password-stdin registry.example|a-secret|']);
  });

  it('is told that it failed by its own last words, without what it was given', async () => {
    answer('echo noise; echo "first" >&2; echo "unauthorized: bad token" >&2; exit 1');
    const failed = docker.login('registry.example', { username: 'AWS', password: 'a-secret' });
    await expect(failed).rejects.toThrow('docker login ended with 1: first / unauthorized: bad token');
    await expect(failed).rejects.not.toThrow('a-secret');
    answer('echo "said here"; exit 2');
    await expect(docker.push('r/p:1')).rejects.toThrow('docker push ended with 2: said here');
    answer('exit 3');
    await expect(docker.remove('n')).rejects.toThrow('docker rm ended with 3: it said nothing');
  });

  it('that does not read what it is told still fails by its exit code', async () => {
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\nexec <&-\necho "no daemon" >&2\nexit 1\n', { mode: 0o755 });
    const password = 'x'.repeat(1_000_000);
    await expect(docker.login('r', { username: 'AWS', password })).rejects.toThrow('no daemon');
  });

  it('that is not there is said so', async () => {
    process.env['PATH'] = join(folder, 'nowhere');
    await expect(docker.answers()).rejects.toThrow(CannotRelease);
    await expect(docker.answers()).rejects.toThrow('There is no docker on PATH');
  });

  it('shows a build as it goes, both of its streams', async () => {
    answer('echo one; echo two >&2');
    await docker.build({ context: '.', platform: 'p', buildArguments: {}, reference: 'r' });
    expect(lines.toSorted()).toEqual(['one', 'two']);
  });

  it('tells where a port is published, and that none is', async () => {
    answer('echo 127.0.0.1:32768; echo "[::1]:32769"');
    expect(await docker.address('n', 8080)).toBe('127.0.0.1:32768');
    answer('');
    await expect(docker.address('n', 8080)).rejects.toThrow('Port 8080 of n is not published.');
  });

  it('gives both streams of a log', async () => {
    answer('echo out; echo err >&2');
    expect((await docker.logs('n')).split('\n').toSorted()).toEqual(['err', 'out']);
  });

  it('is ended by an interruption, but for what cleans up', async () => {
    answer(`touch "${join(folder, 'begun')}"; exec sleep 600`);
    const building = docker.build({ context: '.', platform: 'p', buildArguments: {}, reference: 'r' });
    const whenBegun = async () => {
      while (!existsSync(join(folder, 'begun'))) await new Promise(setImmediate);
      interrupt.abort();
    };
    await Promise.all([expect(building).rejects.toMatchObject({ name: 'AbortError' }), whenBegun()]);
    answer('');
    await docker.remove('n');
    expect(recorded().at(-1)).toBe('rm n||');
  });
});
