import type { DescribeTimeToLiveCommandInput, DescribeTimeToLiveOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, wireTimeToLive } from '../mapping.ts';

export const describeTimeToLive =
  ({ tables }: DynamodbDependencies): Handler<DescribeTimeToLiveCommandInput, DescribeTimeToLiveOutput> =>
  (input, { scope }) => ({
    TimeToLiveDescription: wireTimeToLive(tables.find(scope, required(input.TableName, 'tableName'))),
  });
