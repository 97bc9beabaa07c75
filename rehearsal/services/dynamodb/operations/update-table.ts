import type { UpdateTableCommandInput, UpdateTableOutput } from '@aws-sdk/client-dynamodb';
import type { TableSettings } from '../../../runtime/tables/table.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { billingModeOf, encryptionOf, refuse, required, throughputOf, wireTable } from '../mapping.ts';

const REFUSED = [
  'GlobalSecondaryIndexUpdates',
  'GlobalTableSettingsReplicationMode',
  'GlobalTableWitnessUpdates',
  'MultiRegionConsistency',
  'OnDemandThroughput',
  'ReplicaUpdates',
  'StreamSpecification',
  'VectorIndexUpdates',
  'WarmThroughput',
];

/** Changes at once: the table never is UPDATING. */
export const updateTable =
  ({ tables }: DynamodbDependencies): Handler<UpdateTableCommandInput, UpdateTableOutput> =>
  (input, { scope }) => {
    refuse(input, REFUSED);
    const name = required(input.TableName, 'tableName');
    const encryption = encryptionOf(input.SSESpecification);
    const changes: Partial<TableSettings> = {
      ...(input.BillingMode !== undefined && { billingMode: billingModeOf(input.BillingMode) }),
      ...throughputOf(input.ProvisionedThroughput),
      ...(input.DeletionProtectionEnabled !== undefined && { deletionProtection: input.DeletionProtectionEnabled }),
      ...(encryption && { encryption }),
      ...(input.TableClass !== undefined && { tableClass: input.TableClass }),
    };
    return { TableDescription: wireTable(tables.update(scope, name, changes)) };
  };
