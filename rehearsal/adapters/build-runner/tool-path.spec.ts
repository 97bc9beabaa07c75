import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

function sh(command: string) {
  const PATH = toolPath({
    directory: mkdtempSync(join(directory, 'build-')),
    pinnedTools: installedTools(join(directory, 'product'), ['aws-cdk', 'cdk-assets']),
    tools: [join(directory, 'stand-ins')],
    hostPath: [join(directory, 'product', 'node_modules', '.bin'), join(directory, 'host'), '/usr/bin:/bin'].join(':'),
  });
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { env: { PATH }, encoding: 'utf8' });
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
