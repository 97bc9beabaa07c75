import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '../../domain/bucket/bucket.ts';
import type { MultipartUpload } from '../../domain/bucket/multipart-upload.ts';
import type { KeyRecord } from '../../domain/bucket/versions.ts';
import type { ObjectStore, StoredBucket } from '../../runtime/ports/object-store.ts';
import { readRecord, readRecords, writeRecord } from './record-files.ts';

/**
 * Buckets as files:
 * `content/<uuid>` bytes of objects and parts, `buckets/<name>/bucket.json`, `…/keys/<hash of the key>.json` (a key may be
 * anything up to 1024 bytes, `../` included, and is never a file's name), `…/uploads/<id>.json`.
 */
export function objectStore(directory: string): ObjectStore {
  const contents = join(directory, 'content');
  const buckets = join(directory, 'buckets');
  for (const folder of [contents, buckets]) mkdirSync(folder, { recursive: true });
  const contentFile = (id: string) => join(contents, id);
  const bucketFile = (bucket: string) => join(buckets, bucket, 'bucket.json');
  const keyFile = (bucket: string, key: string) => join(buckets, bucket, 'keys', `${hashOf(key)}.json`);
  const uploadFile = (bucket: string, id: string) => join(buckets, bucket, 'uploads', `${hashOf(id)}.json`);

  return {
    load() {
      const loaded = readdirSync(buckets).flatMap((name): StoredBucket[] => {
        const bucket = readRecord(bucketFile(name)) as Bucket | undefined;
        // Without its own record the bucket was being deleted when the engine ended.
        if (!bucket) rmSync(join(buckets, name), { recursive: true });
        return bucket ? [{ bucket, ...recordsOf(join(buckets, name)) }] : [];
      });
      const named = new Set(loaded.flatMap(contentIds));
      for (const id of readdirSync(contents)) if (!named.has(id)) rmSync(contentFile(id));
      return loaded;
    },
    saveBucket: (bucket) => writeRecord(bucketFile(bucket.name), bucket),
    dropBucket(bucket) {
      rmSync(bucketFile(bucket), { force: true });
      rmSync(join(buckets, bucket), { recursive: true, force: true });
    },
    saveKey: (bucket, record) => writeRecord(keyFile(bucket, record.key), record),
    dropKey: (bucket, key) => rmSync(keyFile(bucket, key), { force: true }),
    saveUpload: (bucket, upload) => writeRecord(uploadFile(bucket, upload.id), upload),
    dropUpload: (bucket, id) => rmSync(uploadFile(bucket, id), { force: true }),
    async write(chunks) {
      const id = randomUUID();
      const partial = `${contentFile(id)}.partial`;
      try {
        await pipeline(Readable.from(chunks, { objectMode: false }), createWriteStream(partial, { flags: 'wx' }));
        renameSync(partial, contentFile(id));
      } catch (error) {
        rmSync(partial, { force: true });
        throw error;
      }
      return id;
    },
    // Opened at once: a file that is removed later stays readable through its descriptor.
    read: (id, range) => createReadStream('', { fd: openSync(contentFile(id), 'r'), ...range }),
    drop: (id) => rmSync(contentFile(id), { force: true }),
  };
}

const recordsOf = (folder: string): Pick<StoredBucket, 'keys' | 'uploads'> => ({
  keys: readRecords(join(folder, 'keys')) as KeyRecord[],
  uploads: readRecords(join(folder, 'uploads')) as MultipartUpload[],
});

const contentIds = ({ keys, uploads }: StoredBucket): string[] => [
  ...keys.flatMap(({ versions }) =>
    versions.flatMap((version) => (version.kind === 'object' ? [version.contentId] : [])),
  ),
  ...uploads.flatMap(({ parts }) => parts.map(({ contentId }) => contentId)),
];

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
