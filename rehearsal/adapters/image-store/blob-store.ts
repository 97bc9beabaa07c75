import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Content by digest, as an OCI layout keeps it: `blobs/sha256/<hex>`. */
export interface BlobStore {
  has(digest: string): boolean;
  /** Returns `sha256:…`. Writing what is already there is free. */
  write(content: Buffer | string): string;
  read(digest: string): Buffer;
  pathOf(digest: string): string;
}

export function blobStore(layout: string): BlobStore {
  const folder = join(layout, 'blobs', 'sha256');
  mkdirSync(folder, { recursive: true });
  const pathOf = (digest: string) => {
    const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
    if (!hex) throw new Error(`"${digest}" is no sha256 digest.`);
    return join(folder, hex);
  };
  return {
    pathOf,
    has: (digest) => existsSync(pathOf(digest)),
    read: (digest) => readFileSync(pathOf(digest)),
    write: (content) => {
      const digest = digestOf(content);
      const path = pathOf(digest);
      if (!existsSync(path)) {
        // Renamed into place: a crash in between must not leave half a blob under a whole digest.
        const partial = `${path}.${process.pid}.partial`;
        writeFileSync(partial, content);
        renameSync(partial, path);
      }
      return digest;
    },
  };
}

export const digestOf = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
