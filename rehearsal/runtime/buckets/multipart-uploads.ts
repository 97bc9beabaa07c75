import { createHash } from 'node:crypto';
import type { MultipartUpload, UploadedPart } from '../../domain/bucket/multipart-upload.ts';
import type { Checksum, ChecksumAlgorithm, ObjectFacts, StoredObject } from '../../domain/bucket/object-version.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { BucketContents, BucketState } from './bucket-state.ts';
import { digestNow } from './digests.ts';
import {
  badChecksum,
  entityTooSmall,
  invalidArgument,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
  noSuchUpload,
} from './errors.ts';
import { receive, type Content, type Integrity, type Received } from './receive.ts';
import { assertKey, type WriteConditions } from './write-rules.ts';

/** Every part but the last. Source: S3 User Guide, "Amazon S3 multipart upload limits". */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

export interface CompletedPart {
  number: number;
  /** With or without quotes. */
  etag: string;
  /** Base64, compared when it is given. */
  checksum?: string | undefined;
}

export interface CompleteOptions {
  conditions?: WriteConditions;
  /** Of the whole, as the client has computed it. */
  checksum?: string | undefined;
  /** Bytes. */
  size?: number | undefined;
}

interface Dependencies {
  clock: Clock;
  ids: Ids;
  state: BucketState;
  commit(
    contents: BucketContents,
    key: string,
    received: Received & Pick<StoredObject, 'parts'>,
    facts: Partial<ObjectFacts>,
    conditions: WriteConditions | undefined,
  ): StoredObject;
}

/** Uploads in parts. Source: S3 User Guide, "Uploading and copying objects using multipart upload". */
export class MultipartUploads {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** CRC64NVME is of the whole, SHA of the parts, and the other CRCs of either. Source: S3 API, ChecksumType. */
  create(
    scope: Scope,
    bucket: string,
    key: string,
    facts: Partial<ObjectFacts>,
    checksum: { algorithm?: ChecksumAlgorithm; type?: Checksum['type'] } = {},
  ): MultipartUpload {
    assertKey(key);
    const contents = this.#deps.state.find(scope, bucket);
    const algorithm = checksum.algorithm ?? 'CRC64NVME';
    const { type = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE' } = checksum;
    const isPossible = type === 'COMPOSITE' ? algorithm !== 'CRC64NVME' : algorithm.startsWith('CRC');
    if (!isPossible)
      throw invalidRequest(
        `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
      );
    const upload: MultipartUpload = {
      id: this.#deps.ids.hex(64),
      key,
      initiator: scope.account,
      initiatedAt: this.#deps.clock.now(),
      facts: {
        metadata: {},
        tags: {},
        encryption: contents.bucket.encryption,
        storageClass: 'STANDARD',
        ...facts,
      },
      checksumAlgorithm: checksum.algorithm,
      checksumType: type,
      parts: [],
    };
    contents.saveUpload(upload);
    return upload;
  }

  /** Throws NoSuchUpload. */
  find(scope: Scope, bucket: string, key: string, id: string): MultipartUpload {
    return uploadOf(this.#deps.state.find(scope, bucket), key, id);
  }

  list(scope: Scope, bucket: string): MultipartUpload[] {
    return this.#deps.state.find(scope, bucket).uploads();
  }

  /** A part that is there already is replaced. */
  async put(
    scope: Scope,
    bucket: string,
    { key, id, number }: { key: string; id: string; number: number },
    content: Content,
    integrity?: Integrity,
  ): Promise<UploadedPart> {
    const { state, clock } = this.#deps;
    if (!(number >= 1 && number <= MOST_PARTS))
      throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', {
        ArgumentName: 'partNumber',
        ArgumentValue: String(number),
      });
    const upload = this.find(scope, bucket, key, id);
    // Bytes that are copied here come without a checksum.
    if (integrity) assertAlgorithm(upload, integrity.algorithm);
    const algorithm = integrity?.algorithm ?? upload.checksumAlgorithm;
    const received = await receive(state.store, content, { ...integrity, algorithm });
    const part = { ...received, number, modifiedAt: clock.now() };
    try {
      // It may have been completed or aborted by now.
      const contents = state.find(scope, bucket);
      const current = uploadOf(contents, key, id);
      const others = current.parts.filter((other) => other.number !== number);
      contents.saveUpload({ ...current, parts: [...others, part].toSorted((a, b) => a.number - b.number) });
      for (const { contentId } of current.parts.filter((other) => other.number === number)) state.store.drop(contentId);
    } catch (error) {
      state.store.drop(part.contentId);
      throw error;
    }
    return part;
  }

  abort(scope: Scope, bucket: string, key: string, id: string): void {
    const contents = this.#deps.state.find(scope, bucket);
    contents.dropUpload(uploadOf(contents, key, id));
  }

  /** Makes the object of the parts that the client names. Throws InvalidPart, InvalidPartOrder, EntityTooSmall, BadDigest. */
  async complete(
    scope: Scope,
    bucket: string,
    { key, id }: { key: string; id: string },
    named: readonly CompletedPart[],
    { conditions, checksum, size }: CompleteOptions = {},
  ): Promise<StoredObject> {
    const { state } = this.#deps;
    const upload = this.find(scope, bucket, key, id);
    const parts = chosenParts(upload, named);
    const whole = await receive(state.store, this.#joined(parts), { algorithm: upload.checksumAlgorithm });
    try {
      const kept =
        upload.checksumType === 'FULL_OBJECT' ? whole.checksum : compositeOf(whole.checksum.algorithm, parts);
      if (checksum !== undefined && checksum !== kept.value) throw badChecksum(kept.algorithm);
      if (size !== undefined && size !== whole.size)
        throw invalidRequest('The provided x-amz-mp-object-size header does not match what was computed.');
      const contents = state.find(scope, bucket);
      uploadOf(contents, key, id);
      const received = { ...whole, etag: etagOf(parts), checksum: kept, parts: parts.map((part) => part.size) };
      const object = this.#deps.commit(contents, key, received, upload.facts, conditions);
      contents.dropUpload(upload);
      return object;
    } catch (error) {
      state.store.drop(whole.contentId);
      throw error;
    }
  }

  async *#joined(parts: readonly UploadedPart[]): AsyncGenerator<Uint8Array> {
    for (const { contentId } of parts) yield* this.#deps.state.store.read(contentId);
  }
}

function uploadOf(contents: BucketContents, key: string, id: string): MultipartUpload {
  const found = contents.upload(id);
  if (found?.key !== key) throw noSuchUpload(id);
  return found;
}

/** As S3 answers a part of another algorithm than the upload's, or without one where all parts' make the whole's. */
function assertAlgorithm(upload: MultipartUpload, actual: ChecksumAlgorithm | undefined): void {
  const { checksumAlgorithm: expected, checksumType } = upload;
  const isMissing = actual === undefined && checksumType === 'COMPOSITE';
  if (expected === undefined || expected === actual || (actual === undefined && !isMissing)) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? 'null'}`,
  );
}

function chosenParts(upload: MultipartUpload, named: readonly CompletedPart[]): UploadedPart[] {
  if (named.length === 0) throw malformedXml();
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0)))
    throw invalidPartOrder();
  return named.map(({ number, etag, checksum }, index) => {
    if (checksum === undefined && upload.checksumType === 'COMPOSITE')
      throw invalidRequest(
        `The upload was created using a ${upload.checksumAlgorithm?.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    const part = upload.parts.find((candidate) => candidate.number === number);
    if (!part || etag.replaceAll('"', '') !== part.etag || (checksum ?? part.checksum.value) !== part.checksum.value)
      throw invalidPart(number);
    if (index < named.length - 1 && part.size < SMALLEST_PART) throw entityTooSmall(part.size, SMALLEST_PART);
    return part;
  });
}

/** MD5 of the parts' MD5s, and how many they are. Source: S3 API, Object ("ETag"); as clients verify it. */
function etagOf(parts: readonly UploadedPart[]): string {
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  return `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
}

/** Source: S3 User Guide, "Checking object integrity", composite checksums. */
function compositeOf(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): Checksum {
  const values = Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum.value, 'base64')));
  return { algorithm, value: `${digestNow(algorithm, values)}-${parts.length}`, type: 'COMPOSITE' };
}
