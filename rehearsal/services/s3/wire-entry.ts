import type * as wire from '@aws-sdk/client-s3';
import type { StoredObject } from '../../domain/bucket/object-version.ts';
import { quoted } from './mapping.ts';

/** An object as the lists have it. */
export const wireEntry = (name: (name: string) => string, object: StoredObject & { key: string }) => ({
  Key: name(object.key),
  LastModified: new Date(object.modifiedAt),
  ETag: quoted(object.etag),
  ChecksumAlgorithm: [object.checksum.algorithm as wire.ChecksumAlgorithm],
  ChecksumType: object.checksum.type,
  Size: object.size,
  StorageClass: object.storageClass as wire.ObjectStorageClass,
});
