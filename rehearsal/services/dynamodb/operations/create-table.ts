import type { CreateTableCommandInput, CreateTableOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { billingModeOf, encryptionOf, refuse, required, tagsOf, throughputOf, wireTable } from '../mapping.ts';

/** Members of CreateTable that are refused. */
const REFUSED = ['StreamSpecification', 'ResourcePolicy', 'OnDemandThroughput', 'WarmThroughput', 'VectorIndexes'];

/** Answers CREATING, as DynamoDB does; the table can be used by then. */
export const createTable =
  ({ tables }: DynamodbDependencies): Handler<CreateTableCommandInput, CreateTableOutput> =>
  async (input, { scope }) => {
    const { StreamSpecification, ...rest } = input;
    refuse(StreamSpecification?.StreamEnabled === true ? input : rest, REFUSED);
    const encryption = encryptionOf(input.SSESpecification);
    const table = await tables.create(scope, {
      name: required(input.TableName, 'tableName'),
      schema: {
        AttributeDefinitions: required(input.AttributeDefinitions, 'attributeDefinitions'),
        KeySchema: required(input.KeySchema, 'keySchema'),
        ...(input.LocalSecondaryIndexes && { LocalSecondaryIndexes: indexes(input.LocalSecondaryIndexes) }),
        ...(input.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: indexes(input.GlobalSecondaryIndexes) }),
      },
      billingMode: billingModeOf(input.BillingMode),
      ...throughputOf(input.ProvisionedThroughput),
      deletionProtection: input.DeletionProtectionEnabled ?? false,
      ...(encryption && { encryption }),
      tableClass: input.TableClass ?? 'STANDARD',
      tags: tagsOf(input.Tags),
    });
    return { TableDescription: wireTable(table, 'CREATING') };
  };

const indexes = (given: readonly object[]) => given.map((index) => ({ ...index }));
