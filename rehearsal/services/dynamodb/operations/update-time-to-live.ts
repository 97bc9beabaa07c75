import type { UpdateTimeToLiveCommandInput, UpdateTimeToLiveOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const updateTimeToLive =
  ({ tables }: DynamodbDependencies): Handler<UpdateTimeToLiveCommandInput, UpdateTimeToLiveOutput> =>
  (input, { scope }) => {
    const specification = required(input.TimeToLiveSpecification, 'timeToLiveSpecification');
    const attribute = required(specification.AttributeName, 'timeToLiveSpecification.attributeName');
    tables.update(scope, required(input.TableName, 'tableName'), {
      timeToLive: specification.Enabled ? { attribute } : undefined,
    });
    return { TimeToLiveSpecification: specification };
  };
