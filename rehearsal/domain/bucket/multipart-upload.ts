import type { ChecksumAlgorithm, Checksum, ObjectFacts } from './object-version.ts';

/** An upload in parts that is neither completed nor aborted. */
export interface MultipartUpload {
  id: string;
  key: string;
  /** Twelve digits: who began it. */
  initiator: string;
  /** Epoch milliseconds. */
  initiatedAt: number;
  facts: ObjectFacts;
  /** Every part must have it; without one each part has the client's own, and the object S3's default. */
  checksumAlgorithm: ChecksumAlgorithm | undefined;
  checksumType: Checksum['type'];
  /** In the order of their numbers. */
  parts: UploadedPart[];
}

export interface UploadedPart {
  /** 1 to 10 000. */
  number: number;
  contentId: string;
  size: number;
  /** Without quotes. */
  etag: string;
  checksum: Checksum;
  /** Epoch milliseconds. */
  modifiedAt: number;
}
