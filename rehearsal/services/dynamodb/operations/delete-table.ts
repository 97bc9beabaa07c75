import type { DeleteTableCommandInput, DeleteTableOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, wireTable } from '../mapping.ts';

export const deleteTable =
  ({ tables }: DynamodbDependencies): Handler<DeleteTableCommandInput, DeleteTableOutput> =>
  async (input, { scope }) => ({
    TableDescription: wireTable(await tables.delete(scope, required(input.TableName, 'tableName')), 'DELETING'),
  });
