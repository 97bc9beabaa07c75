import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedTools } from './installed-tools.ts';
import { toolPath } from './tool-path.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tools-'));
  program(join(directory, 'host', 'npm'), 'echo "real npm $*"; exit 7');
  program(join(directory, 'product', 'node_modules', '.bin', 'cdk'), 'echo the product');
  program(join(directory, 'product', 'node_modules', 'aws-cdk', 'bin', 'cdk'), 'echo "cdk $*"');
  const manifest = { version: '2.9.9', bin: { cdk: 'bin/cdk' } };
  writeFileSync(join(directory, 'product', 'node_modules', 'aws-cdk', 'package.json'), JSON.stringify(manifest));
});
afterEach(() => rmSync(directory, { recursive: true }));

function program(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function sh(command: string, { installs, cwd = directory }: { installs?: string; cwd?: string } = {}) {
  const PATH = toolPath({
    directory: mkdtempSync(join(directory, 'build-')),
    pinnedTools: installedTools(join(directory, 'product'), ['aws-cdk', 'cdk-assets']),
    tools: [join(directory, 'stand-ins')],
    installs,
    hostPath: [join(directory, 'product', 'node_modules', '.bin'), join(directory, 'host'), '/usr/bin:/bin'].join(':'),
  });
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { env: { PATH }, cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the PATH of a build', () => {
  it('links a pinned tool instead of installing it', () => {
    expect(sh('npm install -g aws-cdk@2.9.9 && cdk -a . deploy')).toEqual({
      status: 0,
      stdout: 'aws-cdk@2.9.9: linked from the installed packages\ncdk -a . deploy\n',
      stderr: '',
    });
  });

  it.each([
    ['npm install -g aws-cdk@2.0.0', 'aws-cdk@2.0.0'],
    ['npm install -g aws-cdk', 'aws-cdk'],
    ['npm i --global cdk-assets@latest', 'cdk-assets@latest'],
    ['npm install --location=global left-pad@1.0.0', 'left-pad@1.0.0'],
  ])('refuses %s loudly', (command, wanted) => {
    expect(sh(`${command} && echo not reached`)).toEqual({
      status: 1,
      stdout: '',
      stderr: `npm error npm install -g ${wanted}: the rehearsal installs pinned tools only: aws-cdk@2.9.9\n`,
    });
  });

  it("gives everything else to the machine's npm, with its status", () => {
    expect(sh('npm ci --no-audit "two words"')).toMatchObject({
      status: 7,
      stdout: 'real npm ci --no-audit two words\n',
    });
  });

  it("has the engine's node, the stand-ins, and nothing that the product installed", () => {
    program(join(directory, 'stand-ins', 'docker'), 'echo stand-in');
    expect(sh('node --version; docker; command -v cdk || echo no cdk').stdout).toBe(
      `${process.version}\nstand-in\nno cdk\n`,
    );
  });
});

describe('npm ci in a build', () => {
  /** A checkout whose npm writes what it is given, and counts. */
  function checkout(name: string, lock: string, scripts: object = {}): string {
    program(
      join(directory, 'host', 'npm'),
      `echo "npm $*" >> ${join(directory, 'npm.log')}; [ "$1" = ci ] && mkdir -p node_modules && cp package-lock.json node_modules/installed; [ -z "$FAILS" ]`,
    );
    const cwd = join(directory, name);
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'product', scripts }));
    writeFileSync(join(cwd, 'package-lock.json'), lock);
    return cwd;
  }
  const installed = (cwd: string) => readFileSync(join(cwd, 'node_modules', 'installed'), 'utf8');
  const npmLog = () => readFileSync(join(directory, 'npm.log'), 'utf8').trim().split('\n');
  const ci = (cwd: string, command = 'npm ci') => sh(command, { installs: join(directory, 'installs'), cwd });

  it('takes what an earlier build installed from the same lock file, and runs the own scripts', () => {
    ci(checkout('one', 'lock 1'));
    const two = checkout('two', 'lock 1');
    expect(ci(two)).toMatchObject({ status: 0, stdout: expect.stringContaining('an earlier build installed it') });
    expect([installed(two), npmLog()]).toEqual(['lock 1', ['npm ci']]);
    const scripts = { postinstall: 'link', test: 'jest', prepare: 'husky' };
    ci(checkout('three', 'lock 2', scripts));
    ci(checkout('four', 'lock 2', scripts));
    expect(npmLog()).toEqual(['npm ci', 'npm ci', 'npm run --silent postinstall', 'npm run --silent prepare']);
  });

  it.each([
    ['another lock file', 'lock 2', 'npm ci'],
    ['other options', 'lock 1', 'npm ci --omit=dev'],
    ['other settings', 'lock 1', 'npm_config_omit=dev npm ci'],
  ])('asks npm with %s', (_what, lock, command) => {
    ci(checkout('one', 'lock 1'));
    const two = checkout('two', lock);
    ci(two, command);
    expect([installed(two), npmLog().length]).toEqual([lock, 2]);
  });

  it('keeps nothing of an installation that failed, and tells its status', () => {
    expect(ci(checkout('one', 'lock 1'), 'FAILS=yes npm ci').status).toBe(1);
    ci(checkout('two', 'lock 1'));
    expect(npmLog()).toEqual(['npm ci', 'npm ci']);
  });

  it('asks npm where an archive cannot be read, where there is none to keep, and for workspaces', () => {
    ci(checkout('one', 'lock 1'));
    for (const name of readdirSync(join(directory, 'installs')))
      writeFileSync(join(directory, 'installs', name), 'cut');
    const two = checkout('two', 'lock 1');
    ci(two);
    expect([installed(two), npmLog().length]).toEqual(['lock 1', 2]);
    const three = checkout('three', 'lock 3');
    writeFileSync(join(three, 'package.json'), '{"workspaces":["a"]}');
    ci(three);
    ci(three);
    sh('npm ci', { cwd: two });
    expect(npmLog()).toHaveLength(5);
  });

  it('keeps the two that were used last', () => {
    for (const lock of ['1', '2', '3']) ci(checkout(lock, lock));
    expect(readdirSync(join(directory, 'installs'))).toHaveLength(2);
  });
});
