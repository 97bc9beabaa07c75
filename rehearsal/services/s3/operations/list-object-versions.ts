import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { compareKeys } from '../../../domain/bucket/list-page.ts';
import type { ListedVersion } from '../../../runtime/buckets/buckets.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { nameWriter, pageSize } from '../list-names.ts';
import { wireOwner } from '../mapping.ts';
import { wireEntry } from '../wire-entry.ts';

export const listObjectVersions =
  ({
    buckets,
  }: S3Dependencies): Handler<ListObjectVersionsCommandInput, Omit<ListObjectVersionsCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { Prefix: prefix = '', Delimiter: delimiter, KeyMarker, VersionIdMarker, EncodingType } = input;
    const bucket = bucketOf(buckets, scope, input);
    const maxKeys = pageSize(input.MaxKeys);
    const options = { prefix, delimiter, after: KeyMarker, maxKeys };
    const page = buckets.listVersions(scope, bucket.name, options, afterMarkers(KeyMarker, VersionIdMarker));
    const name = nameWriter(EncodingType);
    const owner = wireOwner(bucket.owner);
    const common = ({ key, version, isLatest }: ListedVersion) => ({
      Key: name(key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: new Date(version.modifiedAt),
      Owner: owner,
    });
    const lastItem = page.items.at(-1);
    return {
      Name: bucket.name,
      Prefix: name(prefix),
      KeyMarker: name(KeyMarker ?? ''),
      VersionIdMarker: VersionIdMarker ?? '',
      ...(delimiter && { Delimiter: name(delimiter) }),
      MaxKeys: maxKeys,
      ...(EncodingType && { EncodingType }),
      IsTruncated: page.isTruncated,
      ...(page.isTruncated && page.last !== undefined && { NextKeyMarker: name(page.last) }),
      ...(page.isTruncated && lastItem?.key === page.last && { NextVersionIdMarker: lastItem?.version.versionId }),
      Versions: page.items.flatMap((item) => {
        if (item.version.kind !== 'object') return [];
        const { StorageClass: _class, ...entry } = wireEntry(name, { ...item.version, key: item.key });
        return [{ ...entry, ...common(item), StorageClass: 'STANDARD' as const }];
      }),
      DeleteMarkers: page.items.filter(({ version }) => version.kind === 'marker').map(common),
      CommonPrefixes: page.commonPrefixes.map((prefixed) => ({ Prefix: name(prefixed) })),
    };
  };

/** Behind a key, or, when a version of it is named, behind that version. */
function afterMarkers(
  keyMarker: string | undefined,
  versionMarker: string | undefined,
): (item: ListedVersion) => boolean {
  let isBehind = false;
  return ({ key, version }) => {
    if (!keyMarker) return true;
    const order = compareKeys(key, keyMarker);
    if (order !== 0 || !versionMarker) return order > 0;
    if (isBehind) return true;
    isBehind = version.versionId === versionMarker;
    return false;
  };
}
