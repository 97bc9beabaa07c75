import type { ListPartsCommandInput, ListPartsCommandOutput } from '@aws-sdk/client-s3';
import type * as wire from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import { wireChecksum } from '../checksums.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { pageSize } from '../list-names.ts';
import { quoted, wireOwner } from '../mapping.ts';

export const listParts =
  ({ buckets }: S3Dependencies): Handler<ListPartsCommandInput, Omit<ListPartsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const bucket = bucketOf(buckets, scope, input);
    const upload = buckets.uploads.find(scope, bucket.name, input.Key ?? '', input.UploadId ?? '');
    const marker = Number(input.PartNumberMarker ?? 0);
    const behind = upload.parts.filter(({ number }) => number > marker);
    const maxParts = pageSize(input.MaxParts);
    const parts = behind.slice(0, maxParts);
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(marker),
      NextPartNumberMarker: String(parts.at(-1)?.number ?? 0),
      MaxParts: maxParts,
      IsTruncated: behind.length > parts.length,
      Parts: parts.map((part) => {
        const { ChecksumType: _ofTheWhole, ...checksum } = wireChecksum(part.checksum);
        const LastModified = new Date(part.modifiedAt);
        return { PartNumber: part.number, LastModified, ETag: quoted(part.etag), Size: part.size, ...checksum };
      }),
      Initiator: wireOwner(upload.initiator),
      Owner: wireOwner(bucket.owner),
      StorageClass: upload.facts.storageClass as wire.StorageClass,
      ...(upload.checksumAlgorithm && {
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
      }),
    };
  };
