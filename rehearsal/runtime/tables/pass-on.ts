import type { TableReply } from '../ports/table-store.ts';

type Document = Record<string, unknown>;

/** A data operation on its way to the store and back. */
export interface PassedOn {
  reply: TableReply;
  /** Capacity units by table. */
  consumed: Map<string, number>;
  /** The error's shape name, for example `ConditionalCheckFailedException`. */
  error?: string;
  /** The table that the request names itself; batches name several inside. */
  table?: string;
}

/**
 * Sends a data operation with the question for its capacity, and takes that out of the answer again when the sender did
 * not ask for it: CloudWatch's metrics are made of it. A body that is no JSON object goes as it is, to be refused.
 */
export async function passOn(body: string, send: (body: string) => Promise<TableReply>): Promise<PassedOn> {
  const input = parse(body);
  if (!input) return { reply: await send(body), consumed: new Map() };
  const { TableName } = input;
  const isSilent = input['ReturnConsumedCapacity'] === undefined || input['ReturnConsumedCapacity'] === 'NONE';
  // A table's ARN is as good as its name. Source: DynamoDB API, PutItem.TableName.
  const table = typeof TableName === 'string' ? TableName.replace(/^arn:[^/]*:table\//, '') : undefined;
  const asked = {
    ...input,
    ...(table !== undefined && { TableName: table }),
    ...(isSilent && { ReturnConsumedCapacity: 'TOTAL' }),
  };
  const reply = await send(JSON.stringify(asked));
  const output = parse(reply.body) ?? {};
  const named = table === undefined ? {} : { table };
  if (reply.status !== 200) return { reply, consumed: new Map(), error: errorOf(output), ...named };
  const { ConsumedCapacity, ...rest } = output;
  const shown = isSilent ? { status: reply.status, body: JSON.stringify(rest) } : reply;
  return { reply: shown, consumed: unitsOf(ConsumedCapacity), ...named };
}

/** `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException` is a `ResourceNotFoundException`. */
export function errorOf({ __type: type }: Document): string {
  return typeof type === 'string' ? type.replace(/^.*#/, '') : 'InternalServerError';
}

export function parse(body: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : undefined;
  } catch {
    return undefined;
  }
}

function unitsOf(capacity: unknown): Map<string, number> {
  const units = new Map<string, number>();
  for (const each of Array.isArray(capacity) ? capacity : [capacity]) {
    const { TableName, CapacityUnits } = Object(each) as { TableName?: string; CapacityUnits?: number };
    if (TableName !== undefined) units.set(TableName, (units.get(TableName) ?? 0) + (CapacityUnits ?? 0));
  }
  return units;
}
