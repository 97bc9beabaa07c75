import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { SecondaryIndex, Table, TableSettings, Throughput } from '../runtime/tables/table.ts';
import type { Tables } from '../runtime/tables/tables.ts';
import { generatedName } from './generated-name.ts';
import { isTrue } from './template-boolean.ts';

export interface DynamodbTableProperties {
  TableName?: string;
  AttributeDefinitions?: unknown[];
  KeySchema: unknown[];
  LocalSecondaryIndexes?: SecondaryIndex[];
  GlobalSecondaryIndexes?: SecondaryIndex[];
  BillingMode?: string;
  ProvisionedThroughput?: { ReadCapacityUnits: number | string; WriteCapacityUnits: number | string };
  DeletionProtectionEnabled?: boolean | string;
  /** Recorded: items lie in memory as they are. */
  SSESpecification?: { SSEEnabled: boolean | string; SSEType?: string; KMSMasterKeyId?: string };
  /** Recorded: nothing can be restored here. */
  PointInTimeRecoverySpecification?: {
    PointInTimeRecoveryEnabled?: boolean | string;
    RecoveryPeriodInDays?: number | string;
  };
  /** Recorded: nothing expires here. */
  TimeToLiveSpecification?: { Enabled: boolean | string; AttributeName?: string };
  /** Recorded. */
  TableClass?: string;
  Tags?: { Key: string; Value: string }[];
}

const keySchema = list(struct({ AttributeName: 'value', KeyType: 'value' }));
const projection = struct({ ProjectionType: 'value', NonKeyAttributes: 'value' });
const throughput = struct({ ReadCapacityUnits: 'value', WriteCapacityUnits: 'value' });

const properties: Record<string, PropertyShape> = {
  TableName: 'value',
  AttributeDefinitions: list(struct({ AttributeName: 'value', AttributeType: 'value' })),
  KeySchema: keySchema,
  LocalSecondaryIndexes: list(struct({ IndexName: 'value', KeySchema: keySchema, Projection: projection })),
  GlobalSecondaryIndexes: list(
    struct({
      IndexName: 'value',
      KeySchema: keySchema,
      Projection: projection,
      ProvisionedThroughput: throughput,
    }),
  ),
  BillingMode: 'value',
  ProvisionedThroughput: throughput,
  DeletionProtectionEnabled: 'value',
  SSESpecification: struct({ SSEEnabled: 'value', SSEType: 'value', KMSMasterKeyId: 'value' }),
  PointInTimeRecoverySpecification: struct({ PointInTimeRecoveryEnabled: 'value', RecoveryPeriodInDays: 'value' }),
  TimeToLiveSpecification: struct({ Enabled: 'value', AttributeName: 'value' }),
  TableClass: 'value',
  Tags: tags,
};

/** What CloudFormation can change in place and the store cannot. */
const REFUSED_CHANGES = ['AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const;

/** AWS::DynamoDB::Table. `Ref` is its name. Streams are refused, so there is no `StreamArn`. */
export function dynamodbTableProvider({
  tables,
  ids,
}: {
  tables: Tables;
  ids: Ids;
}): ResourceProvider<DynamodbTableProperties> {
  return {
    type: 'AWS::DynamoDB::Table',
    properties,
    replaceOn: ['KeySchema', 'TableName'],
    async create(wanted, context) {
      const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = wanted;
      const table = await tables.create(context.scope, {
        name: wanted.TableName ?? generatedName(ids, context, 255),
        schema: {
          AttributeDefinitions: wanted.AttributeDefinitions ?? [],
          KeySchema: wanted.KeySchema,
          ...(local && { LocalSecondaryIndexes: local }),
          ...(global && { GlobalSecondaryIndexes: global.map(withNumbers) }),
        },
        ...settingsOf(wanted, context),
      });
      return stateOf(table);
    },
    async update(state, wanted, previous, context) {
      for (const name of REFUSED_CHANGES)
        if (JSON.stringify(wanted[name]) !== JSON.stringify(previous[name]))
          throw new Error(`The rehearsal does not implement a change of ${name} of an existing table.`);
      return stateOf(tables.update(context.scope, state.physicalId, settingsOf(wanted, context)));
    },
    async delete(state, _wanted, { scope }) {
      if (tables.list(scope).some(({ name }) => name === state.physicalId))
        await tables.delete(scope, state.physicalId);
    },
  };
}

/** Every setting, also those that the template does not name: an update takes back what it no longer says. */
function settingsOf(wanted: DynamodbTableProperties, { stackTags }: ResourceContext): TableSettings {
  const {
    SSESpecification: encryption,
    PointInTimeRecoverySpecification: recovery,
    TimeToLiveSpecification: expiry,
  } = wanted;
  const { BillingMode = 'PROVISIONED' } = wanted;
  if (BillingMode !== 'PROVISIONED' && BillingMode !== 'PAY_PER_REQUEST')
    throw new Error(`BillingMode is PROVISIONED or PAY_PER_REQUEST, not ${BillingMode}.`);
  return {
    billingMode: BillingMode,
    throughput: wanted.ProvisionedThroughput && numbers(wanted.ProvisionedThroughput),
    deletionProtection: isTrue(wanted.DeletionProtectionEnabled),
    encryption: isTrue(encryption?.SSEEnabled) ? { kmsKeyId: encryption?.KMSMasterKeyId } : undefined,
    tableClass: wanted.TableClass ?? 'STANDARD',
    // 35 days when the template does not say. Source: PointInTimeRecoverySpecification.RecoveryPeriodInDays.
    recovery: isTrue(recovery?.PointInTimeRecoveryEnabled)
      ? { days: Number(recovery?.RecoveryPeriodInDays ?? 35) }
      : undefined,
    timeToLive: isTrue(expiry?.Enabled) ? { attribute: expiry?.AttributeName ?? '' } : undefined,
    tags: { ...stackTags, ...Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value])) },
  };
}

const numbers = (given: { ReadCapacityUnits: number | string; WriteCapacityUnits: number | string }): Throughput => ({
  ReadCapacityUnits: Number(given.ReadCapacityUnits),
  WriteCapacityUnits: Number(given.WriteCapacityUnits),
});

const withNumbers = (index: SecondaryIndex): SecondaryIndex => ({
  ...index,
  ...(index.ProvisionedThroughput && { ProvisionedThroughput: numbers(index.ProvisionedThroughput) }),
});

const stateOf = ({ name, arn }: Table): ResourceState => ({ physicalId: name, attributes: { Arn: arn } });
