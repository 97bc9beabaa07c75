import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Content } from '../../runtime/ports/stored-images.ts';

/** Content that arrives in pieces, each upload a file. */
export interface BlobUploads {
  /** Resolves with the bytes received so far. */
  append(upload: string, content: Content): Promise<number>;
  /** Moves the content to `path` if it has this digest; throws it away otherwise. */
  finish(upload: string, digest: string, path: string): Promise<boolean>;
  discard(upload: string): void;
}

/** What an earlier engine did not finish is removed: nobody knows its uploads. */
export function blobUploads(directory: string): BlobUploads {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const fileOf = (upload: string) => join(directory, createHash('sha256').update(upload).digest('hex'));
  const discard = (upload: string) => rmSync(fileOf(upload), { force: true });
  return {
    async append(upload, content) {
      const file = fileOf(upload);
      if (content instanceof Uint8Array) writeFileSync(file, content, { flag: 'a' });
      else await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(file, { flags: 'a' }));
      return statSync(file).size;
    },
    async finish(upload, digest, path) {
      const file = fileOf(upload);
      if (!existsSync(file)) writeFileSync(file, '');
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
      const matches = `sha256:${hash.digest('hex')}` === digest;
      if (matches) await rename(file, path);
      else discard(upload);
      return matches;
    },
    discard,
  };
}
