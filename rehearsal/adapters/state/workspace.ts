import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'rehearsal-';

export interface Workspace {
  /** In the machine's folder for temporary files. */
  readonly path: string;
  remove(): void;
}

/**
 * A folder for what runs: tasks, functions, builds. It is outside the repository, whose "type": "module" must not change what
 * their files are. That of an engine that could not remove its own goes now: `root`, the state directory, remembers it.
 */
export function openWorkspace(root: string): Workspace {
  const note = join(root, 'workspace');
  const leftover = existsSync(note) ? readFileSync(note, 'utf8') : '';
  if (basename(leftover).startsWith(PREFIX)) rmSync(leftover, { recursive: true, force: true });
  const path = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(note, path);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      rmSync(note, { force: true });
    },
  };
}
