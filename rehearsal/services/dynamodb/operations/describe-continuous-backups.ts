import type { DescribeContinuousBackupsCommandInput, DescribeContinuousBackupsOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, wireBackups } from '../mapping.ts';

export const describeContinuousBackups =
  ({ tables }: DynamodbDependencies): Handler<DescribeContinuousBackupsCommandInput, DescribeContinuousBackupsOutput> =>
  (input, { scope }) => ({
    ContinuousBackupsDescription: wireBackups(tables.find(scope, required(input.TableName, 'tableName')), tables.now()),
  });
