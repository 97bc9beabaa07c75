import type { Bucket } from './bucket.ts';
import type { DeleteMarker, ObjectVersion, StoredObject } from './object-version.ts';

/** All versions of one key, the newest first; never empty. */
export interface KeyRecord {
  key: string;
  versions: readonly ObjectVersion[];
}

/** What a change leaves, and the versions that it took away. */
export interface VersionChange {
  versions: readonly ObjectVersion[];
  removed: readonly ObjectVersion[];
}

/** The version id of objects that no versioning keeps apart. Source: S3 User Guide, "How S3 Versioning works". */
const NULL_VERSION = 'null';

/** The version id that the next write to the bucket gets. */
export const nextVersionId = ({ versioning }: Pick<Bucket, 'versioning'>, random: () => string): string =>
  versioning === 'Enabled' ? random() : NULL_VERSION;

/** The object that the key names now, if it is not deleted. */
export const currentObject = (record: KeyRecord | undefined): StoredObject | undefined => {
  const [newest] = record?.versions ?? [];
  return newest?.kind === 'object' ? newest : undefined;
};

/** Puts a version on top; one with the same id (`null`) goes. */
export function addVersion(versions: readonly ObjectVersion[], added: ObjectVersion): VersionChange {
  const { versions: others, removed } = removeVersion(versions, added.versionId);
  return { versions: [added, ...others], removed };
}

export function removeVersion(versions: readonly ObjectVersion[], versionId: string): VersionChange {
  return {
    versions: versions.filter((version) => version.versionId !== versionId),
    removed: versions.filter((version) => version.versionId === versionId),
  };
}

/** A deletion that names no version: without versioning the object goes, with it a marker hides it. */
export function deleteKey(
  { versioning }: Pick<Bucket, 'versioning'>,
  versions: readonly ObjectVersion[],
  marker: DeleteMarker,
): VersionChange {
  return versioning === undefined ? removeVersion(versions, NULL_VERSION) : addVersion(versions, marker);
}
