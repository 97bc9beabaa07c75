import type {
  ContinuousBackupsDescription,
  SSESpecification,
  TableDescription,
  Tag,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb';
import { invalid, notRehearsed } from '../../runtime/tables/errors.ts';
import type { SecondaryIndex, Table, TableSettings, Throughput } from '../../runtime/tables/table.ts';

export function wireTable(table: Table, status: Table['status'] = table.status): TableDescription {
  const { schema, encryption, billingMode, createdAt } = table;
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes, ...keys } = schema;
  const isOnDemand = billingMode === 'PAY_PER_REQUEST';
  const index = (each: SecondaryIndex) => ({
    ...each,
    IndexArn: `${table.arn}/index/${each.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
  });
  const description = {
    ...keys,
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: status,
    CreationDateTime: new Date(createdAt),
    ItemCount: 0,
    TableSizeBytes: 0,
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ...(table.throughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
    },
    DeletionProtectionEnabled: table.deletionProtection,
    TableClassSummary: { TableClass: table.tableClass },
    WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
    ...(isOnDemand && {
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: new Date(createdAt),
      },
    }),
    ...(encryption && {
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: encryption.kmsKeyId },
    }),
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((each) => ({ ...index(each), IndexStatus: 'ACTIVE' })),
    }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(index) }),
  };
  // The schema's members are the request's own, as the client's types had them.
  return description as TableDescription;
}

/** On tables without recovery AWS answers ENABLED backups and DISABLED recovery. Source: DescribeContinuousBackups. */
export function wireBackups({ recovery, createdAt }: Table, now: number): ContinuousBackupsDescription {
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: recovery
      ? {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: recovery.days,
          EarliestRestorableDateTime: new Date(Math.max(createdAt, now - recovery.days * 24 * 60 * 60 * 1000)),
          // Five minutes ago, as a rule. Source: developer guide, "Point-in-time recovery".
          LatestRestorableDateTime: new Date(Math.max(createdAt, now - 5 * 60 * 1000)),
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' },
  };
}

export const wireTimeToLive = ({ timeToLive }: Table): TimeToLiveDescription =>
  timeToLive ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute } : { TimeToLiveStatus: 'DISABLED' };

export const wireTags = ({ tags }: Table): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const tagsOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

export function encryptionOf(specification: SSESpecification | undefined): TableSettings['encryption'] {
  if (specification?.Enabled !== true) return undefined;
  return specification.KMSMasterKeyId === undefined ? {} : { kmsKeyId: specification.KMSMasterKeyId };
}

export const throughputOf = (given: Partial<Throughput> | undefined): { throughput?: Throughput } => {
  if (!given) return {};
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = given;
  return { throughput: { ReadCapacityUnits, WriteCapacityUnits } };
};

export function billingModeOf(mode: string | undefined): TableSettings['billingMode'] {
  if (mode === undefined || mode === 'PROVISIONED') return 'PROVISIONED';
  if (mode === 'PAY_PER_REQUEST') return mode;
  throw invalid(
    `1 validation error detected: Value '${mode}' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]`,
  );
}

export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined)
    throw invalid(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** Refuses, by name, members that were given and that the rehearsal does not honour. */
export function refuse(input: object, members: readonly string[]): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && members.includes(name)) throw notRehearsed(name);
}
