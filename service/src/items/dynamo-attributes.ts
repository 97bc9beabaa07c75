import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** The item in DynamoDB's attributes, as lib-dynamodb gives them. Throws for what this service did not write. */
export function itemOfAttributes(attributes: Readonly<Record<string, unknown>> | undefined): Item {
  const { key, value, version, createdAt, updatedAt } = attributes ?? {};
  if (
    typeof key !== 'string' ||
    typeof value !== 'string' ||
    typeof version !== 'number' ||
    typeof createdAt !== 'string' ||
    typeof updatedAt !== 'string' ||
    Number.isNaN(Date.parse(createdAt))
  ) {
    throw new TypeError('The table has an item whose attributes are not those of this service.');
  }
  return { key, value, version, createdAt, updatedAt };
}

/** The same from the wire's form: lib-dynamodb leaves the items in errors as they come. */
export const itemOfAttributeValues = (values: Readonly<Record<string, AttributeValue>>): Item =>
  itemOfAttributes(
    Object.fromEntries(Object.entries(values).map(([name, { S, N }]) => [name, N === undefined ? S : Number(N)])),
  );
