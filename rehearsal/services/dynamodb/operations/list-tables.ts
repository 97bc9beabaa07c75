import type { ListTablesCommandInput, ListTablesOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';

/** Source: ListTables: at most 100 names a page, the next begins after `ExclusiveStartTableName`. */
export const listTables =
  ({ tables }: DynamodbDependencies): Handler<ListTablesCommandInput, ListTablesOutput> =>
  ({ ExclusiveStartTableName: after = '', Limit = 100 }, { scope }) => {
    const names = tables.list(scope).map(({ name }) => name);
    const rest = names.filter((name) => name > after);
    const page = rest.slice(0, Limit);
    return { TableNames: page, ...(page.length < rest.length && { LastEvaluatedTableName: page.at(-1) }) };
  };
