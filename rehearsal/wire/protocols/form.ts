import { type NormalizedSchema } from '@smithy/core/schema';

/** A form's dotted keys as a tree: `Tags.member.1.Key=a` is Tags → member → 1 → Key. */
export interface FormNode {
  value?: string;
  children: Map<string, FormNode>;
}

export function formTree(parameters: URLSearchParams): FormNode {
  const root: FormNode = { children: new Map() };
  for (const [key, value] of parameters) {
    let node = root;
    for (const part of key.split('.')) {
      let next = node.children.get(part);
      if (!next) node.children.set(part, (next = { children: new Map() }));
      node = next;
    }
    node.value = value;
  }
  return root;
}

/**
 * The typed value of a form, guided by its schema. EC2's variant spells keys with a capital (or its own trait) and
 * never wraps lists. Source: Smithy 2.0, AWS Query and EC2 Query protocols.
 */
export function readForm(schema: NormalizedSchema, node: FormNode, ec2: boolean): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node, ec2);
  if (schema.isListSchema()) return readList(schema, node, ec2);
  if (schema.isMapSchema()) return readMap(schema, node, ec2);
  return readScalar(schema, node.value ?? '');
}

function readStruct(schema: NormalizedSchema, node: FormNode, ec2: boolean) {
  const result: Record<string, unknown> = {};
  for (const [member, memberSchema] of schema.structIterator()) {
    const child = node.children.get(keyOf(memberSchema, member, ec2));
    if (child) result[member] = readForm(memberSchema, child, ec2);
  }
  return result;
}

function keyOf(schema: NormalizedSchema, member: string, ec2: boolean): string {
  const traits = schema.getMergedTraits() as { xmlName?: string; ec2QueryName?: string };
  const name = traits.xmlName ?? member;
  if (!ec2) return name;
  return traits.ec2QueryName ?? name.charAt(0).toUpperCase() + name.slice(1);
}

function readList(schema: NormalizedSchema, node: FormNode, ec2: boolean): unknown[] {
  const item = schema.getValueSchema();
  const isFlat = ec2 || Boolean(schema.getMergedTraits().xmlFlattened);
  // Clients write an empty list as `Name=`, which leaves no children.
  const items = isFlat ? node : node.children.get(item.getMergedTraits().xmlName ?? 'member');
  return numbered(items).map((child) => readForm(item, child, ec2));
}

function readMap(schema: NormalizedSchema, node: FormNode, ec2: boolean): Record<string, unknown> {
  const entries = numbered(schema.getMergedTraits().xmlFlattened ? node : node.children.get('entry'));
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  return Object.fromEntries(
    entries.map((entry) => {
      const value = entry.children.get(valueName) ?? { value: '', children: new Map() };
      return [entry.children.get(keyName)?.value ?? '', readForm(schema.getValueSchema(), value, ec2)];
    }),
  );
}

/** Children 1, 2, 3 … in the order of their numbers. */
const numbered = (node: FormNode | undefined): FormNode[] =>
  [...(node?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);

function readScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isBigIntegerSchema()) return BigInt(text);
  if (schema.isNumericSchema()) return readNumber(text);
  if (schema.isTimestampSchema()) return readTimestamp(text);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  return text;
}

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) throw new SyntaxError(`not a number: ${text}`);
  return number;
}

/** ISO 8601 by the protocol; some clients send epoch seconds. */
function readTimestamp(text: string): Date {
  const date = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
  if (Number.isNaN(date.getTime())) throw new SyntaxError(`not a timestamp: ${text}`);
  return date;
}
