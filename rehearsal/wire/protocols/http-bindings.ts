import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel } from '../service-model.ts';
import { codecContext, textOf, type WireRequest } from './protocol.ts';

/** How one member travels. Source: Smithy 2.0, HTTP binding traits. */
interface HttpTraits {
  httpLabel?: 1;
  httpQuery?: string;
  httpQueryParams?: 1;
  httpHeader?: string;
  httpPrefixHeaders?: string;
  httpPayload?: 1;
  httpResponseCode?: 1;
}

/** Reads one payload or body with the protocol's own codec. */
export type ReadDocument = (schema: NormalizedSchema, body: Uint8Array) => unknown;

/** What of an input travels outside its body, and whether members are left that the body holds. */
export async function readBindings(
  operation: OperationModel,
  request: WireRequest,
  labels: Readonly<Record<string, string | undefined>>,
  readDocument: ReadDocument,
): Promise<{ input: Record<string, unknown>; hasBody: boolean }> {
  const input: Record<string, unknown> = {};
  let hasBody = false;
  for (const [member, schema] of bindingsOf(operation.input)) {
    const traits = schema.getMergedTraits() as HttpTraits;
    if (traits.httpLabel) input[member] = fromText(schema, labels[member] ?? '');
    else if (traits.httpQuery)
      assign(input, member, queryValue(schema, request.url.searchParams.getAll(traits.httpQuery)));
    else if (traits.httpQueryParams) input[member] = Object.fromEntries(request.url.searchParams);
    else if (traits.httpHeader)
      assign(input, member, headerValue(schema, request.headers[traits.httpHeader.toLowerCase()]));
    else if (traits.httpPrefixHeaders !== undefined)
      input[member] = prefixed(request, traits.httpPrefixHeaders.toLowerCase());
    else if (traits.httpPayload) assign(input, member, await payloadOf(schema, request, readDocument));
    else hasBody = true;
  }
  return { input, hasBody };
}

export interface WrittenBindings {
  headers: Record<string, string>;
  /** Set when a member is the status. */
  status: number | undefined;
  /** The member that is the whole body. */
  payload: { schema: NormalizedSchema; value: unknown } | undefined;
  /** Members that belong into the body's document. */
  inBody: Record<string, unknown>;
}

export function writeBindings(operation: OperationModel, output: unknown): WrittenBindings {
  const written: WrittenBindings = { headers: {}, status: undefined, payload: undefined, inBody: {} };
  for (const [member, schema] of bindingsOf(operation.output)) {
    const traits = schema.getMergedTraits() as HttpTraits;
    const value = (output as Record<string, unknown> | undefined)?.[member];
    if (value === undefined || value === null) continue;
    if (traits.httpHeader) written.headers[traits.httpHeader] = toText(schema, value);
    else if (traits.httpPrefixHeaders !== undefined)
      for (const [name, text] of Object.entries(value)) written.headers[traits.httpPrefixHeaders + name] = String(text);
    else if (traits.httpResponseCode) written.status = Number(value);
    else if (traits.httpPayload) written.payload = { schema, value };
    else written.inBody[member] = value;
  }
  return written;
}

/** Bytes or text that no codec touches. */
export const isRaw = (schema: NormalizedSchema): boolean => schema.isBlobSchema() || schema.isStringSchema();

const bindingsOf = (schema: NormalizedSchema): Iterable<[string, NormalizedSchema]> =>
  schema.isStructSchema() ? schema.structIterator() : [];

// 6: HTTP dates in headers.
const textSettings = { timestampFormat: { useTrait: true, default: 6 as const }, httpBindings: true };

function assign(input: Record<string, unknown>, member: string, value: unknown): void {
  if (value !== undefined) input[member] = value;
}

async function payloadOf(schema: NormalizedSchema, request: WireRequest, readDocument: ReadDocument): Promise<unknown> {
  if (request.stream && schema.isStreaming()) return request.stream;
  const { body } = request;
  if (body.length === 0) return undefined;
  if (schema.isStringSchema()) return textOf(body);
  return schema.isBlobSchema() ? body : readDocument(schema, body);
}

function queryValue(schema: NormalizedSchema, texts: string[]): unknown {
  if (texts.length === 0) return undefined;
  if (schema.isListSchema()) return texts.map((text) => fromText(schema.getValueSchema(), text));
  return fromText(schema, texts[0] ?? '');
}

function headerValue(schema: NormalizedSchema, value: string | string[] | undefined): unknown {
  if (value === undefined) return undefined;
  const text = Array.isArray(value) ? value.join(',') : value;
  if (schema.isListSchema()) return text.split(',').map((part) => fromText(schema.getValueSchema(), part.trim()));
  return fromText(schema, text);
}

const prefixed = (request: WireRequest, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );

function fromText(schema: NormalizedSchema, text: string): unknown {
  const deserializer = new FromStringShapeDeserializer(textSettings);
  deserializer.setSerdeContext(codecContext);
  return deserializer.read(schema, text) as unknown;
}

function toText(schema: NormalizedSchema, value: unknown): string {
  if (schema.isListSchema())
    return (value as unknown[]).map((item) => toText(schema.getValueSchema(), item)).join(', ');
  const serializer = new ToStringShapeSerializer(textSettings);
  serializer.setSerdeContext(codecContext);
  serializer.write(schema, value);
  return serializer.flush();
}
