import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from './workspace.ts';

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
