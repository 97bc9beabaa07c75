import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c, crc64nvme } from '../../domain/bucket/crc.ts';
import type { ChecksumAlgorithm } from '../../domain/bucket/object-version.ts';

/** A running digest; `base64` ends it. */
interface Digest {
  update(chunk: Uint8Array): void;
  base64(): string;
}

const CRCS = { CRC32C: crc32c, CRC64NVME: crc64nvme };
const HASHES = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' };

/** A digest as the headers `x-amz-checksum-*` have it. */
export function digestOf(algorithm: ChecksumAlgorithm): Digest {
  if (algorithm === 'CRC32') return crc32Digest();
  if (algorithm === 'CRC32C' || algorithm === 'CRC64NVME') {
    const crc = CRCS[algorithm]();
    return { update: (chunk) => crc.update(chunk), base64: () => Buffer.from(crc.bytes()).toString('base64') };
  }
  const hash = createHash(HASHES[algorithm]);
  return { update: (chunk) => void hash.update(chunk), base64: () => hash.digest('base64') };
}

/** The digest of what has been put together already. */
export function digestNow(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const digest = digestOf(algorithm);
  digest.update(bytes);
  return digest.base64();
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update: (chunk) => void (value = crc32(chunk, value)),
    base64: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
}
