import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { deserialize } from 'node:v8';

/** Rises whenever an older engine's snapshot could be misread. */
const VERSION = 1;
const header = (version: number | string) => `rehearsal-snapshot ${version}\n`;

/** Thrown for a file that another version of the engine wrote, or nobody did. */
export class SnapshotUnreadable extends Error {
  override readonly name = 'SnapshotUnreadable';
}

/** One value, as the structured clone algorithm writes it, behind a line with the format's version. */
export interface SnapshotFile {
  /** Undefined when nothing was written yet. Throws SnapshotUnreadable. */
  read(): unknown;
  /** What to throw when the value that was read is none that the engine can use: `why` follows the file's name. */
  unfit(why: string, cause: unknown): SnapshotUnreadable;
  /** `bytes` as v8.serialize gives them. The file is the old one or the new one, whenever the process ends. */
  write(bytes: Uint8Array): Promise<void>;
}

export function snapshotFile(path: string): SnapshotFile {
  return {
    read() {
      if (!existsSync(path)) return undefined;
      const content = readFileSync(path);
      const end = content.indexOf('\n') + 1;
      const found = content.toString('latin1', 0, end);
      if (found !== header(VERSION)) throw unreadable(path, versionIn(found));
      try {
        return deserialize(content.subarray(end));
      } catch (cause) {
        throw unreadable(path, 'is damaged', cause);
      }
    },
    unfit: (why, cause) => unreadable(path, why, cause),
    async write(bytes) {
      await writeFile(`${path}.new`, [header(VERSION), bytes], { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}

function versionIn(line: string): string {
  const version = /^rehearsal-snapshot (\d+)\n$/.exec(line)?.[1];
  return version === undefined ? 'is no snapshot' : `has version ${version}, this engine reads version ${VERSION}`;
}

const unreadable = (path: string, why: string, cause?: unknown) =>
  new SnapshotUnreadable(
    `The saved state ${path} ${why}. Remove that file to begin empty, or give another folder with --state DIR.`,
    cause === undefined ? undefined : { cause },
  );
