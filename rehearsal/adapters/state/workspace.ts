import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'rehearsal-';

/** Linux's file system in memory. */
const MEMORY = '/dev/shm';
const GIB = 1024 ** 3;
/** What builds beside each other may fill, and what must be left besides for everything that runs. */
const ROOM = { files: 12 * GIB, memory: 16 * GIB };

export interface Workspace {
  readonly path: string;
  remove(): void;
}

/**
 * A folder for what runs: tasks, functions, builds. It is outside the repository, whose "type": "module" must not change what
 * their files are, and in the machine's folder for temporary files, or in memory. That of an engine that could not remove its own
 * goes now: `root`, the state directory, remembers it.
 */
export function openWorkspace(root: string, base: string = tmpdir()): Workspace {
  const note = join(root, 'workspace');
  const leftover = existsSync(note) ? readFileSync(note, 'utf8') : '';
  if (basename(leftover).startsWith(PREFIX)) rmSync(leftover, { recursive: true, force: true });
  const path = mkdtempSync(join(base, PREFIX));
  writeFileSync(note, path);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      rmSync(note, { force: true });
    },
  };
}

/**
 * For builds, each a checkout with its dependencies: tens of thousands of files, which a disk takes many times as long to write.
 * In memory where there is plenty and programs may be run from there, else, or where TMPDIR says so, in the folder for temporary
 * files.
 */
export function folderForBuilds(facts: MemoryFacts = memoryFacts): string {
  const isRoomy =
    process.env['TMPDIR'] === undefined &&
    facts.freeMemory() >= ROOM.memory &&
    facts.freeFiles(MEMORY) >= ROOM.files &&
    facts.runsPrograms(MEMORY);
  return isRoomy ? MEMORY : tmpdir();
}

/** In bytes. */
interface MemoryFacts {
  freeMemory(): number;
  /** 0 where there is no such folder. */
  freeFiles(folder: string): number;
  runsPrograms(folder: string): boolean;
}

const memoryFacts: MemoryFacts = {
  freeMemory: freemem,
  freeFiles(folder) {
    if (!existsSync(folder)) return 0;
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
  // Containers often mount it without.
  runsPrograms(folder) {
    const directory = mkdtempSync(join(folder, PREFIX));
    try {
      const program = join(directory, 'program');
      writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
      return spawnSync(program).status === 0;
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};
