import type { Tables } from '../../runtime/tables/tables.ts';

export interface DynamodbDependencies {
  tables: Tables;
}
