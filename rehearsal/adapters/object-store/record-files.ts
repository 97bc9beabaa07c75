import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a record of JSON whole: it is renamed into place. */
export function writeRecord(path: string, record: object): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  writeFileSync(partial, JSON.stringify(record));
  renameSync(partial, path);
}

/** As it was written; undefined when there is none. */
export function readRecord(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Every record of a folder; what a crash left half written is removed. */
export function readRecords(folder: string): unknown[] {
  return filesOf(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.endsWith('.json')) return [readRecord(path)];
    rmSync(path);
    return [];
  });
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
