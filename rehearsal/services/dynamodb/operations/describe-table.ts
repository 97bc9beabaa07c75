import type { DescribeTableCommandInput, DescribeTableOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, wireTable } from '../mapping.ts';

export const describeTable =
  ({ tables }: DynamodbDependencies): Handler<DescribeTableCommandInput, DescribeTableOutput> =>
  (input, { scope }) => ({ Table: wireTable(tables.find(scope, required(input.TableName, 'tableName'))) });
