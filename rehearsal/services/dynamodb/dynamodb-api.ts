import * as client from '@aws-sdk/client-dynamodb';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { DynamodbDependencies } from './dependencies.ts';
import { createTable } from './operations/create-table.ts';
import { deleteTable } from './operations/delete-table.ts';
import { describeContinuousBackups } from './operations/describe-continuous-backups.ts';
import { describeTable } from './operations/describe-table.ts';
import { describeTimeToLive } from './operations/describe-time-to-live.ts';
import { listTables } from './operations/list-tables.ts';
import { listTagsOfResource } from './operations/list-tags-of-resource.ts';
import { relayed } from './operations/relayed.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateContinuousBackups } from './operations/update-continuous-backups.ts';
import { updateTable } from './operations/update-table.ts';
import { updateTimeToLive } from './operations/update-time-to-live.ts';

/** Operations on items, which the store (dynalite) answers. */
const RELAYED = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;

export function dynamodbApi(dependencies: DynamodbDependencies): ServiceTable {
  return {
    name: 'dynamodb',
    client,
    operations: {
      CreateTable: createTable(dependencies),
      DeleteTable: deleteTable(dependencies),
      DescribeContinuousBackups: describeContinuousBackups(dependencies),
      DescribeTable: describeTable(dependencies),
      DescribeTimeToLive: describeTimeToLive(dependencies),
      ListTables: listTables(dependencies),
      ListTagsOfResource: listTagsOfResource(dependencies),
      TagResource: tagResource(dependencies),
      UntagResource: untagResource(dependencies),
      UpdateContinuousBackups: updateContinuousBackups(dependencies),
      UpdateTable: updateTable(dependencies),
      UpdateTimeToLive: updateTimeToLive(dependencies),
    },
    relays: Object.fromEntries(RELAYED.map((operation) => [operation, relayed(dependencies, operation)])),
    gaps: [
      'Items are kept by dynalite: its validation, limits and texts, each taken from real tables, are those of DynamoDB at the time it was written.',
      'Transactions, PartiQL, streams, global tables, backups, exports, imports, resource policies and vector indexes are missing.',
      'Nothing is throttled, whatever the capacity; every read is consistent, also where it is not asked for.',
      'Point-in-time recovery, encryption, table class and time to live are recorded and described: nothing is restored, encrypted or expired.',
      'Global secondary indexes are made with their table; changing them later is refused.',
      'ItemCount and TableSizeBytes stay 0: DynamoDB itself brings them up to date every six hours only.',
      'A table is usable, changed or gone within milliseconds: it never is UPDATING.',
      'The metrics are ConsumedReadCapacityUnits, ConsumedWriteCapacityUnits, SuccessfulRequestLatency, ConditionalCheckFailedRequests, UserErrors and SystemErrors, without the dimensions of indexes.',
      'Unverified: texts of a table that exists already and of deletion protection.',
    ],
  };
}
