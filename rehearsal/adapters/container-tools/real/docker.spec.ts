import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftoversOf } from './leftovers.ts';

const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';
const REFERENCE = `${HOST}/web:1`;
const LOCAL = `127.0.0.1:5000/${REFERENCE}`;
const engine = { pid: 7, startTime: 'Fri 1' };

let folder: string;
let name: 'docker' | 'podman';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrapper-'));
  name = 'docker';
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The runtime writes down how it is called, and does as the cases of a shell say. */
function runtime(cases = '') {
  const program = join(folder, name);
  const script = `#!/bin/sh\necho "$@" >> ${folder}/calls\ncase "$*" in\n${cases}\nesac\n`;
  writeFileSync(program, script, { mode: 0o755 });
  return { name, program };
}

function docker(args: string[], cases?: string) {
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ cache: folder, engine, runtime: runtime(cases) }));
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'docker.ts'), settings, ...args], {
    env: { REHEARSAL_REGISTRY_URL: 'http://127.0.0.1:5000' },
    input: 'secret',
    encoding: 'utf8',
  });
  return { status, stdout, calls: calls() };
}

const calls = () =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').split('\n').slice(0, -1) : [];

describe('the real docker’s front', () => {
  it('passes everything on that names no registry of ours, and the status back', () => {
    const args = ['build', '--platform', 'linux/arm64', '--tag', REFERENCE, '.'];
    expect(docker(args, '*) exit 7;;')).toMatchObject({ status: 7, calls: [args.join(' ')] });
  });

  it('logs in to the engine’s registry, with the password as it came', () => {
    const args = ['login', '--username', 'AWS', '--password-stdin', HOST];
    expect(docker(args, '*) cat;;')).toEqual({
      status: 0,
      stdout: 'secret',
      calls: ['login --username AWS --password-stdin 127.0.0.1:5000'],
    });
  });

  it('pushes and pulls under another name for as long as it takes', () => {
    expect(docker(['push', REFERENCE]).calls).toEqual([`tag ${REFERENCE} ${LOCAL}`, `push ${LOCAL}`, `rmi ${LOCAL}`]);
    rmSync(join(folder, 'calls'));
    expect(docker(['image', 'pull', REFERENCE]).calls).toEqual([
      `pull ${LOCAL}`,
      `tag ${LOCAL} ${REFERENCE}`,
      `rmi ${LOCAL}`,
    ]);
  });

  it('gives back a failed push’s status, and leaves no name', () => {
    expect(docker(['push', REFERENCE], 'push*) exit 3;;')).toMatchObject({
      status: 3,
      calls: [expect.anything(), expect.anything(), `rmi ${LOCAL}`],
    });
  });

  it('tells podman that loopback speaks plain HTTP', () => {
    name = 'podman';
    expect(docker(['push', REFERENCE]).calls).toContain(`push --tls-verify=false ${LOCAL}`);
    expect(docker(['login', HOST]).calls).toContain('login --tls-verify=false 127.0.0.1:5000');
    expect(docker(['logout', HOST]).calls).toContain('logout 127.0.0.1:5000');
  });

  it('gets the image that is to be run where it is not here, and marks the container', () => {
    const run = ['run', '--detach', '--env', `X=${REFERENCE}`, REFERENCE, 'argument'];
    const marked = `run --label rehearsal.engine=7-Fri-1 ${run.slice(1).join(' ')}`;
    expect(docker(run).calls).toEqual([`image inspect ${REFERENCE}`, marked]);
    rmSync(join(folder, 'calls'));
    expect(docker(run, 'image*) exit 1;;').calls).toEqual([
      `image inspect ${REFERENCE}`,
      `pull --quiet ${LOCAL}`,
      `tag ${LOCAL} ${REFERENCE}`,
      `rmi ${LOCAL}`,
      marked,
    ]);
  });
});

describe('leftoversOf', () => {
  it('removes the containers of this engine', async () => {
    const list = 'ps --all --quiet --filter label=rehearsal.engine=7-Fri-1';
    expect(await leftoversOf(runtime('ps*) echo a; echo b;;'), engine)).toEqual([
      'Containers that builds left were removed: a, b',
    ]);
    expect(calls()).toEqual([list, 'rm --force a b']);
    expect(await leftoversOf(runtime(), engine)).toEqual([]);
    expect(await leftoversOf(runtime('*) exit 1;;'), engine)).toEqual([
      expect.stringContaining('could not be removed: '),
    ]);
  });
});
