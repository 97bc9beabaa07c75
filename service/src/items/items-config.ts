import { type Reader, textOf, wholeNumber } from '../config/variables.ts';

export interface ItemsConfig {
  /** DynamoDB table. Region, endpoint and credentials come from the AWS SDK's own variables. */
  readonly tableName: string;
  /** Of one operation on it, repetitions included. */
  readonly timeoutMs: number;
}

/** TABLE_NAME, TABLE_TIMEOUT_MS. */
export function readItemsConfig(read: Reader): ItemsConfig | undefined {
  // DynamoDB API reference, CreateTable: 3 to 255 of these characters.
  const tableName = read(
    'TABLE_NAME',
    undefined,
    textOf(/^[A-Za-z0-9_.-]{3,255}$/, "a DynamoDB table's name: 3 to 255 letters, digits or any of . _ -"),
  );
  const timeoutMs = read('TABLE_TIMEOUT_MS', 2_000, wholeNumber(100, 20_000));
  return tableName === undefined ? undefined : { tableName, timeoutMs };
}
