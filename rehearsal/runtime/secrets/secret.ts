import type { Scope } from '../../kernel/scope.ts';

/** One or the other, as Secrets Manager stores them. */
export type SecretContent = { text: string } | { bytes: Uint8Array };

export interface SecretVersion {
  /** The token of the request that made it. */
  id: string;
  /** Absent while a rotation has only announced it. */
  content: SecretContent | undefined;
  /** In alphabetical order, as AWS lists them. Without any the version is deprecated. */
  stages: string[];
  createdAt: number;
  accessedAt: number | undefined;
  kmsKeyId: string | undefined;
}

/** When rotations are due. Source: API reference, RotationRulesType: days, or a `rate(…)` or `cron(…)` expression. */
export interface RotationRules {
  automaticallyAfterDays?: number | undefined;
  duration?: string | undefined;
  scheduleExpression?: string | undefined;
}

interface Rotation {
  enabled: boolean;
  /** Absent: the owning service rotates without a function. */
  functionArn: string | undefined;
  rules: RotationRules | undefined;
  rotatedAt: number | undefined;
  /** The version that a rotation under way makes; its next steps run again after a restart of the engine. */
  underWay: string | undefined;
}

export interface Secret {
  scope: Scope;
  name: string;
  /** Ends in a hyphen and six random characters. */
  arn: string;
  description: string | undefined;
  kmsKeyId: string | undefined;
  tags: Record<string, string>;
  /** For example `rds`. */
  owningService: string | undefined;
  policy: string | undefined;
  rotation: Rotation | undefined;
  /** Oldest first. */
  versions: SecretVersion[];
  createdAt: number;
  changedAt: number;
  accessedAt: number | undefined;
  /** Set by DeleteSecret: when, and when the recovery window ends. */
  deletion: { requestedAt: number; dueAt: number } | undefined;
}

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

const DAY_MS = 86_400_000;

/** Accesses are told by their day, in UTC. Source: API reference, DescribeSecret, LastAccessedDate: "rounded to the day". */
export const dayOf = (at: number): number => at - (at % DAY_MS);

/**
 * When the next rotation is due, where days or a rate say so; what a cron expression says is not worked out.
 * Source: user guide, "Schedule expressions in Secrets Manager rotation".
 */
export function nextRotation({ rotation, createdAt }: Secret): number | undefined {
  if (!rotation?.enabled || !rotation.rules) return undefined;
  const { automaticallyAfterDays: days, scheduleExpression = '' } = rotation.rules;
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(scheduleExpression) ?? [];
  const interval =
    days === undefined ? count && Number(count) * (unit === 'day' ? DAY_MS : DAY_MS / 24) : days * DAY_MS;
  return interval ? (rotation.rotatedAt ?? createdAt) + interval : undefined;
}
