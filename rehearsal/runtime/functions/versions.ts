import { functionNotFound, invalidParameter, revisionMismatch, versionInUse } from './errors.ts';
import type { FunctionRecord, FunctionVersion } from './function-record.ts';

/** What must hold for a version to be published. Source: Lambda API, PublishVersion. */
export interface PublishConditions {
  /** Of `$LATEST`, base64. */
  codeSha256?: string | undefined;
  revisionId?: string | undefined;
}

/** The version a qualifier (`$LATEST`, a number, an alias) stands for; `$LATEST` without one. Of a weighted alias: the first. */
export function versionOf(record: FunctionRecord, qualifier: string | undefined): FunctionVersion {
  if (qualifier === undefined || qualifier === '$LATEST') return record.latest;
  const wanted = record.aliases.get(qualifier)?.functionVersion ?? qualifier;
  const found = wanted === '$LATEST' ? record.latest : record.versions.find(({ version }) => version === wanted);
  if (!found) throw functionNotFound(`${record.arn}:${qualifier}`);
  return found;
}

/**
 * A copy of `$LATEST` under the next number; the last one again when neither code nor configuration changed since.
 * Source: Lambda API, PublishVersion; texts of the conditions as clients have reported them.
 */
export function publishVersion(
  record: FunctionRecord,
  description: string | undefined,
  conditions: PublishConditions,
): { version: FunctionVersion; isNew: boolean } {
  const { latest } = record;
  assertRevision(latest.revisionId, conditions.revisionId);
  const { codeSha256 } = conditions;
  if (codeSha256 !== undefined && codeSha256 !== '' && codeSha256 !== latest.code.sha256)
    throw invalidParameter(
      `CodeSHA256 (${codeSha256}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  const publishedFrom = fingerprint(latest);
  const last = record.versions.at(-1);
  if (last?.publishedFrom === publishedFrom) return { version: last, isNew: false };
  const version: FunctionVersion = {
    ...latest,
    version: String(++record.published),
    publishedFrom,
    ...(description !== undefined && description !== '' && { description }),
  };
  record.versions.push(version);
  return { version, isNew: true };
}

/** Takes a version away and gives it back. Deleting what is gone succeeds. Source: Lambda API, DeleteFunction. */
export function removeVersion(record: FunctionRecord, number: string): FunctionVersion | undefined {
  const users = [...record.aliases.values()]
    .filter(({ functionVersion, additional }) => functionVersion === number || additional?.version === number)
    .map(({ name }) => name);
  if (users.length > 0) throw versionInUse(users);
  const found = record.versions.find(({ version }) => version === number);
  record.versions = record.versions.filter((version) => version !== found);
  record.permissions = record.permissions.filter(({ qualifier }) => qualifier !== number);
  return found;
}

/** Throws `PreconditionFailedException` when the caller knows another revision. */
export function assertRevision(current: string, expected: string | undefined): void {
  if (expected !== undefined && expected !== current) throw revisionMismatch();
}

/** Equal for equal code and configuration, environment included, whatever the revisions are. */
function fingerprint({
  version: _v,
  revisionId: _r,
  lastModified: _l,
  publishedFrom: _p,
  code,
  ...settings
}: FunctionVersion) {
  return JSON.stringify([code.sha256, sorted(settings)]);
}

/** The same for the same members in whatever order. */
const sorted = (value: unknown): unknown =>
  isRecord(value)
    ? Object.entries(value)
        .map(([name, member]): [string, unknown] => [name, sorted(member)])
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
    : value;

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
