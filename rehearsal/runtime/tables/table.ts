/** What a table is made of. Member names are DynamoDB's own: the store below speaks its protocol. */
export interface TableSchema {
  AttributeDefinitions: unknown[];
  KeySchema: unknown[];
  LocalSecondaryIndexes?: SecondaryIndex[];
  GlobalSecondaryIndexes?: SecondaryIndex[];
}

export interface SecondaryIndex {
  IndexName?: string;
  ProvisionedThroughput?: Throughput;
  [member: string]: unknown;
}

export interface Throughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

/** What may change while a table lives. */
export interface TableSettings {
  billingMode: 'PAY_PER_REQUEST' | 'PROVISIONED';
  /** With PROVISIONED; nothing is throttled here. */
  throughput?: Throughput | undefined;
  deletionProtection: boolean;
  /** Recorded: items lie as they are. */
  encryption?: { kmsKeyId?: string | undefined } | undefined;
  tableClass: string;
  /** Recorded: nothing can be restored here. */
  recovery?: { days: number } | undefined;
  /** Recorded: nothing expires here. */
  timeToLive?: { attribute: string } | undefined;
  tags: Record<string, string>;
}

export interface Table extends TableSettings {
  name: string;
  arn: string;
  id: string;
  /** Epoch milliseconds. */
  createdAt: number;
  schema: TableSchema;
  status: 'CREATING' | 'ACTIVE' | 'DELETING';
}
