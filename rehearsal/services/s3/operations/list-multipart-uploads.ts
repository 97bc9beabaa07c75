import type { ListMultipartUploadsCommandInput, ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import type * as wire from '@aws-sdk/client-s3';
import { compareKeys, listPage } from '../../../domain/bucket/list-page.ts';
import type { MultipartUpload } from '../../../domain/bucket/multipart-upload.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { nameWriter, pageSize } from '../list-names.ts';
import { wireOwner } from '../mapping.ts';

/** By key, those of one key by their beginning. */
export const listMultipartUploads =
  ({
    buckets,
  }: S3Dependencies): Handler<ListMultipartUploadsCommandInput, Omit<ListMultipartUploadsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { Prefix: prefix = '', Delimiter: delimiter, KeyMarker, UploadIdMarker, EncodingType } = input;
    const bucket = bucketOf(buckets, scope, input);
    const maxKeys = pageSize(input.MaxUploads);
    const uploads = buckets.uploads.list(scope, bucket.name).toSorted(inOrder);
    // Behind a key, or, when an upload of it is named, behind that upload.
    const marked = uploads.findIndex(({ id, key }) => id === UploadIdMarker && key === KeyMarker);
    const isAfter = (upload: MultipartUpload) =>
      marked < 0 ? !KeyMarker || compareKeys(upload.key, KeyMarker) > 0 : uploads.indexOf(upload) > marked;
    const page = listPage(uploads, { prefix, delimiter, after: KeyMarker, maxKeys }, isAfter);
    const name = nameWriter(EncodingType);
    return {
      Bucket: bucket.name,
      Prefix: name(prefix),
      KeyMarker: name(KeyMarker ?? ''),
      UploadIdMarker: UploadIdMarker ?? '',
      ...(delimiter && { Delimiter: name(delimiter) }),
      MaxUploads: maxKeys,
      ...(EncodingType && { EncodingType }),
      IsTruncated: page.isTruncated,
      ...(page.isTruncated && {
        NextKeyMarker: name(page.last ?? ''),
        NextUploadIdMarker: page.items.at(-1)?.id ?? '',
      }),
      Uploads: page.items.map((upload) => ({
        Key: name(upload.key),
        UploadId: upload.id,
        Initiated: new Date(upload.initiatedAt),
        Initiator: wireOwner(upload.initiator),
        Owner: wireOwner(bucket.owner),
        StorageClass: upload.facts.storageClass as wire.StorageClass,
        ...(upload.checksumAlgorithm && {
          ChecksumAlgorithm: upload.checksumAlgorithm,
          ChecksumType: upload.checksumType,
        }),
      })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: name(common) })),
    };
  };

const inOrder = (a: MultipartUpload, b: MultipartUpload): number =>
  compareKeys(a.key, b.key) || a.initiatedAt - b.initiatedAt;
