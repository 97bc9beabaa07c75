import { FromStringShapeDeserializer, JsonCodec2, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel } from '../service-model.ts';
import { codecContext, faultSide, textOf, type Protocol, type WireRequest } from './protocol.ts';

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

// 7: epoch seconds in bodies. 6: HTTP dates in headers.
const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true });
codec.setSerdeContext(codecContext);
const textSettings = { timestampFormat: { useTrait: true, default: 6 as const }, httpBindings: true };

/** Paths, query, headers and a JSON body. Source: Smithy 2.0, AWS restJson1 protocol. */
export const restJson = (): Protocol => ({
  name: 'aws.protocols#restJson1',
  readInput: readInput,
  writeOutput(_service, operation, output) {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const inBody: Record<string, unknown> = {};
    let status = operation.route?.successStatus ?? 200;
    let payload: { schema: NormalizedSchema; value: unknown } | undefined;
    for (const [member, schema] of bindingsOf(operation.output)) {
      const traits = schema.getMergedTraits() as HttpTraits;
      const value = (output as Record<string, unknown> | undefined)?.[member];
      if (value === undefined || value === null) continue;
      if (traits.httpHeader) headers[traits.httpHeader] = toText(schema, value);
      else if (traits.httpPrefixHeaders !== undefined)
        for (const [name, text] of Object.entries(value)) headers[traits.httpPrefixHeaders + name] = String(text);
      else if (traits.httpResponseCode) status = Number(value);
      else if (traits.httpPayload) payload = { schema, value };
      else inBody[member] = value;
    }
    if (payload && isRaw(payload.schema)) return { status, headers, body: payload.value as string | Uint8Array };
    if (operation.output.isUnitSchema() || status === 204) return { status, headers, body: '' };
    const serializer = codec.createSerializer();
    if (payload) serializer.write(payload.schema, payload.value);
    else serializer.write(operation.output, inBody);
    return { status, headers, body: serializer.flush() };
  },
  writeFault(_service, fault) {
    // Lambda's errors name their side in `Type`. Source: Lambda API, error shapes (members Type and Message).
    const type = faultSide(fault) === 'Sender' ? 'User' : 'Service';
    return {
      status: fault.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': fault.code },
      body: JSON.stringify({ Type: type, [fault.messageMember]: fault.message }),
    };
  },
});

async function readInput(operation: OperationModel, request: WireRequest): Promise<Record<string, unknown>> {
  const labels = operation.route?.path.exec(request.url.pathname)?.groups ?? {};
  const input: Record<string, unknown> = {};
  let hasBody = false;
  for (const [member, schema] of bindingsOf(operation.input)) {
    const traits = schema.getMergedTraits() as HttpTraits;
    if (traits.httpLabel) input[member] = fromText(schema, decodeURIComponent(labels[member] ?? ''));
    else if (traits.httpQuery)
      assign(input, member, queryValue(schema, request.url.searchParams.getAll(traits.httpQuery)));
    else if (traits.httpQueryParams) input[member] = Object.fromEntries(request.url.searchParams);
    else if (traits.httpHeader)
      assign(input, member, headerValue(schema, request.headers[traits.httpHeader.toLowerCase()]));
    else if (traits.httpPrefixHeaders !== undefined)
      input[member] = prefixed(request, traits.httpPrefixHeaders.toLowerCase());
    else if (traits.httpPayload) assign(input, member, await payloadOf(schema, request.body));
    else hasBody = true;
  }
  if (hasBody && request.body.length > 0) {
    const body = (await codec.createDeserializer().read(operation.input, textOf(request.body))) as Record<
      string,
      unknown
    >;
    // What is bound elsewhere is not read from the body.
    for (const [member, value] of Object.entries(body)) if (!(member in input)) input[member] = value;
  }
  return input;
}

const bindingsOf = (schema: NormalizedSchema): Iterable<[string, NormalizedSchema]> =>
  schema.isStructSchema() ? schema.structIterator() : [];

function assign(input: Record<string, unknown>, member: string, value: unknown): void {
  if (value !== undefined) input[member] = value;
}

const isRaw = (schema: NormalizedSchema): boolean => schema.isBlobSchema() || schema.isStringSchema();

async function payloadOf(schema: NormalizedSchema, body: Uint8Array): Promise<unknown> {
  if (body.length === 0) return undefined;
  if (schema.isStringSchema()) return textOf(body);
  if (schema.isBlobSchema()) return body;
  return codec.createDeserializer().read(schema, textOf(body));
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
