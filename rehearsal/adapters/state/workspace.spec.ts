import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderForBuilds, openWorkspace } from './workspace.ts';

describe('the workspace', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'state-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is removed with all that is in it', () => {
    const workspace = openWorkspace(root);
    writeFileSync(join(workspace.path, 'task'), '');
    workspace.remove();
    expect(existsSync(workspace.path)).toBe(false);
    expect(readdirSync(root)).toEqual([]);
  });

  it('of an engine that was killed goes with the next start', () => {
    const killed = openWorkspace(root);
    const next = openWorkspace(root);
    expect([existsSync(killed.path), existsSync(next.path)]).toEqual([false, true]);
    next.remove();
  });

  it('is nothing else that somebody names there', () => {
    const other = join(root, 'of-the-user');
    mkdirSync(other);
    writeFileSync(join(root, 'workspace'), other);
    openWorkspace(root).remove();
    expect(existsSync(other)).toBe(true);
  });
});

describe('the folder for builds', () => {
  const given = process.env['TMPDIR'];
  beforeEach(() => void delete process.env['TMPDIR']);
  afterEach(() => {
    if (given !== undefined) process.env['TMPDIR'] = given;
  });
  const plenty = { freeMemory: () => 2 ** 40, freeFiles: () => 2 ** 40, runsPrograms: () => true };

  it('is in memory where there is plenty', () => {
    expect(folderForBuilds(plenty)).toBe('/dev/shm');
  });

  it.each([
    ['little memory', { freeMemory: () => 2 ** 33 }],
    ['little room for files, or none', { freeFiles: () => 0 }],
    ['no program that may run from there', { runsPrograms: () => false }],
  ])('is where temporary files are with %s', (_what, fact) => {
    expect(folderForBuilds({ ...plenty, ...fact })).toBe(tmpdir());
  });

  it('is where TMPDIR says', () => {
    process.env['TMPDIR'] = tmpdir();
    expect(folderForBuilds(plenty)).toBe(tmpdir());
  });

  it('is one from which programs run', () => {
    const workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'state-')), folderForBuilds());
    writeFileSync(join(workspace.path, 'program'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    expect(spawnSync(join(workspace.path, 'program')).status).toBe(7);
    workspace.remove();
  });
});
