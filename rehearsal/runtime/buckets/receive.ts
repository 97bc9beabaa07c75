import { createHash } from 'node:crypto';
import type { Checksum, ChecksumAlgorithm } from '../../domain/bucket/object-version.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { digestOf } from './digests.ts';
import { badChecksum, badContentMd5, incompleteBody } from './errors.ts';

/** Bytes on their way in. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** What the sender says of the bytes, so that what arrived damaged is refused. */
export interface Integrity {
  /** Bytes. */
  length?: number | undefined;
  /** Base64. */
  contentMd5?: string | undefined;
  /** Of the checksum that is kept; CRC64NVME without it. */
  algorithm?: ChecksumAlgorithm | undefined;
  /** Base64, asked when all bytes have arrived: a checksum may follow them. */
  checksum?: (() => string | undefined) | undefined;
}

export interface Received {
  contentId: string;
  size: number;
  /** Hexadecimal MD5. Source: S3 API, Object ("ETag"). */
  etag: string;
  checksum: Checksum;
}

/**
 * Takes bytes into the store and verifies them. Throws BadDigest and IncompleteBody; nothing stays then. The default checksum
 * is what S3 itself computes. Source: S3 User Guide, "Checking object integrity for data uploads".
 */
export async function receive(store: ObjectStore, content: Content, integrity: Integrity = {}): Promise<Received> {
  const algorithm = integrity.algorithm ?? 'CRC64NVME';
  const md5 = createHash('md5');
  const digest = digestOf(algorithm);
  let size = 0;
  const measured = async function* () {
    for await (const chunk of chunksOf(content)) {
      size += chunk.length;
      md5.update(chunk);
      digest.update(chunk);
      yield chunk;
    }
    if (integrity.length !== undefined && size !== integrity.length) throw incompleteBody();
  };
  const contentId = await store.write(measured());
  const [etag, value] = [md5.digest('hex'), digest.base64()];
  try {
    if (integrity.contentMd5 !== undefined && Buffer.from(integrity.contentMd5, 'base64').toString('hex') !== etag)
      throw badContentMd5();
    if (![undefined, value].includes(integrity.checksum?.())) throw badChecksum(algorithm);
  } catch (error) {
    store.drop(contentId);
    throw error;
  }
  return { contentId, size, etag, checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}

const chunksOf = (content: Content): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  content instanceof Uint8Array ? [content] : content;
