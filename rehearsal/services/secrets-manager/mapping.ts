import type {
  DescribeSecretResponse,
  RotationRulesType,
  SecretListEntry,
  SecretVersionsListEntry,
  Tag,
} from '@aws-sdk/client-secrets-manager';
import {
  invalidParameter,
  invalidRequest,
  invalidToken,
  managedSecret,
  notRehearsed,
} from '../../runtime/secrets/errors.ts';
import {
  dayOf,
  nextRotation,
  type RotationRules,
  type Secret,
  type SecretContent,
} from '../../runtime/secrets/secret.ts';

/** What DescribeSecret and ListSecrets both say. */
function facts(secret: Secret) {
  const { rotation, accessedAt, deletion, tags } = secret;
  const next = nextRotation(secret);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.functionArn,
    RotationRules: rotation?.rules && wireRules(rotation.rules),
    LastRotatedDate: dated(rotation?.rotatedAt),
    NextRotationDate: dated(next === undefined ? undefined : dayOf(next)),
    CreatedDate: dated(secret.createdAt),
    LastChangedDate: dated(secret.changedAt),
    LastAccessedDate: dated(accessedAt),
    DeletedDate: dated(deletion?.requestedAt),
    OwningService: secret.owningService,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export const wireDescription = (secret: Secret): DescribeSecretResponse => ({
  ...facts(secret),
  VersionIdsToStages: stages(secret),
});

export const wireEntry = (secret: Secret): SecretListEntry => ({
  ...facts(secret),
  SecretVersionsToStages: stages(secret),
});

/** Source: API reference, SecretVersionsListEntry; `DefaultEncryptionKey` as AWS answers it. */
export const wireVersions = ({ versions }: Secret, deprecatedToo: boolean): SecretVersionsListEntry[] =>
  versions
    .filter((version) => deprecatedToo || version.stages.length > 0)
    .map(({ id, stages: labels, createdAt, accessedAt, kmsKeyId }) => ({
      VersionId: id,
      VersionStages: labels.length > 0 ? labels : undefined,
      CreatedDate: dated(createdAt),
      LastAccessedDate: dated(accessedAt),
      KmsKeyIds: [kmsKeyId ?? 'DefaultEncryptionKey'],
    }));

/** The value of a request; one of the two, or neither. */
export function contentOf(text: string | undefined, bytes: Uint8Array | undefined): SecretContent | undefined {
  if (text !== undefined && bytes !== undefined)
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (text !== undefined) return { text };
  return bytes && { bytes };
}

export const tagsOf = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** Source: API reference, RotationRulesType: days or an expression, not both. */
export function rulesOf(rules: RotationRulesType | undefined): RotationRules | undefined {
  if (!rules) return undefined;
  const { AutomaticallyAfterDays: days, Duration, ScheduleExpression } = rules;
  if (days !== undefined && ScheduleExpression !== undefined)
    throw invalidParameter("You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
  if (days !== undefined && (days < 1 || days > 1000))
    throw invalidParameter('AutomaticallyAfterDays must be between 1 and 1000.');
  return {
    ...(days !== undefined && { automaticallyAfterDays: days }),
    ...(Duration !== undefined && { duration: Duration }),
    ...(ScheduleExpression !== undefined && { scheduleExpression: ScheduleExpression }),
  };
}

/** SDKs and the CLI make one; who calls without them must. */
export function token(value: string | undefined, refuse = invalidRequest): string {
  if (value === undefined || value === '')
    throw refuse('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  return value;
}

export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined) throw invalidParameter(`You must provide a value for the ${member} parameter.`);
  return value;
}

export function refuseManaged(secret: Secret): void {
  if (secret.owningService !== undefined) throw managedSecret(secret.owningService);
}

/** Members that ask for what is not done here. */
export function refuseMembers(input: object, members: readonly string[]): void {
  for (const [name, value] of Object.entries(input))
    if (members.includes(name) && value !== undefined && !(Array.isArray(value) && value.length === 0))
      throw notRehearsed(`${name} of secrets`);
}

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  nextToken: string | undefined,
  size = 100,
): { items: T[]; nextToken: string | undefined } {
  const from = Number(nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidToken();
  return {
    items: items.slice(from, from + size),
    nextToken: from + size < items.length ? String(from + size) : undefined,
  };
}

/** Versions by label; deprecated ones are left out, and all of it when there is no version. */
function stages({ versions }: Secret): Record<string, string[]> | undefined {
  const labels = versions.filter((version) => version.stages.length > 0).map((version) => [version.id, version.stages]);
  return labels.length > 0 ? (Object.fromEntries(labels) as Record<string, string[]>) : undefined;
}

const wireRules = ({ automaticallyAfterDays, duration, scheduleExpression }: RotationRules): RotationRulesType => ({
  AutomaticallyAfterDays: automaticallyAfterDays,
  Duration: duration,
  ScheduleExpression: scheduleExpression,
});

const dated = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));
