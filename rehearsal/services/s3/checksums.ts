import type { Checksum, ChecksumAlgorithm } from '../../domain/bucket/object-version.ts';
import { invalidRequest, notImplemented } from '../../runtime/buckets/errors.ts';
import type { Integrity } from '../../runtime/buckets/receive.ts';
import type { StreamedBody } from '../../wire/streamed-body.ts';

const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'MD5', 'SHA1', 'SHA256', 'SHA512'] as const;

type ChecksumMember = `Checksum${ChecksumAlgorithm}`;
export type ChecksumMembers = { [member in ChecksumMember]?: string };

/** What a client says of the bytes that it sends. Headers and trailers: S3 User Guide, "Checking object integrity". */
export function integrityOf(
  input: ChecksumMembers & { ContentMD5?: string | undefined; ChecksumAlgorithm?: string | undefined },
  body: StreamedBody,
): Integrity {
  const trailing = ALGORITHMS.find((algorithm) => body.announced.includes(headerOf(algorithm)));
  const stated = checksumIn(input);
  const algorithm = stated?.algorithm ?? trailing ?? algorithmOf(input.ChecksumAlgorithm);
  return {
    length: body.length,
    contentMd5: input.ContentMD5,
    algorithm,
    checksum: () => stated?.value ?? (trailing && body.trailers[headerOf(trailing)]),
  };
}

/** The one checksum among an input's members. Throws InvalidRequest when there are several. */
export function checksumIn(input: object): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const given = ALGORITHMS.flatMap((algorithm) => {
    const value = (input as ChecksumMembers)[memberOf(algorithm)];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  return given[0];
}

export function algorithmOf(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const found = ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (!found) throw notImplemented(`the checksum algorithm ${name}`);
  return found;
}

export const wireChecksum = ({
  algorithm,
  value,
  type,
}: Checksum): ChecksumMembers & { ChecksumType: Checksum['type'] } => ({
  [memberOf(algorithm)]: value,
  ChecksumType: type,
});

const memberOf = (algorithm: ChecksumAlgorithm): ChecksumMember => `Checksum${algorithm}`;
const headerOf = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;
