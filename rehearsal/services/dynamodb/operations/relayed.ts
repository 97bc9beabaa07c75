import type { Relay } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';

const JSON_1_0 = 'application/x-amz-json-1.0';

/** An operation on items: request and reply go between client and store as they are. */
export const relayed =
  ({ tables }: DynamodbDependencies, operation: string): Relay =>
  async (body, { scope }) => {
    const { reply, error } = await tables.pass(scope, operation, Buffer.from(body).toString('utf8'));
    return { ...reply, contentType: JSON_1_0, ...(error !== undefined && { error }) };
  };
