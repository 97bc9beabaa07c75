/** What is kept of a span. Times are epoch milliseconds. */
export interface SpanSummary {
  /** 32 hexadecimal digits. */
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** SERVER, CLIENT, … */
  kind: string;
  at: number;
  durationMs: number;
  /** The span's status is ERROR. */
  failed: boolean;
  service?: string;
  attributes: Record<string, unknown>;
}

/** Source: opentelemetry-proto, trace.proto, SpanKind. */
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const ERROR_STATUS = 2;

type Members = Record<string, unknown>;

/**
 * The spans of an ExportTraceServiceRequest in JSON. Throws an Error that says what is wrong.
 * Source: OTLP 1.x specification, "JSON Protobuf Encoding": ids in hexadecimal, 64-bit numbers as text.
 */
export function spansOf(document: unknown): SpanSummary[] {
  return list(members(document, 'The request')['resourceSpans'], 'resourceSpans').flatMap((each) => {
    const { resource, scopeSpans } = members(each, 'resourceSpans');
    const { 'service.name': service } = attributesOf(Object(resource) as Members);
    return list(scopeSpans, 'scopeSpans').flatMap((scope) =>
      list(members(scope, 'scopeSpans')['spans'], 'spans').map((span) => summary(members(span, 'A span'), service)),
    );
  });
}

function summary(span: Members, service: unknown): SpanSummary {
  const { name, parentSpanId, kind, status } = span;
  if (typeof name !== 'string') throw new Error('A span has no name.');
  const start = milliseconds(span['startTimeUnixNano'], 'startTimeUnixNano');
  return {
    traceId: id(span['traceId'], 32, 'traceId'),
    spanId: id(span['spanId'], 16, 'spanId'),
    ...(typeof parentSpanId === 'string' && parentSpanId !== '' && { parentSpanId }),
    name,
    kind: (typeof kind === 'number' ? KINDS[kind] : String(kind).replace('SPAN_KIND_', '')) ?? 'UNSPECIFIED',
    at: start,
    durationMs: milliseconds(span['endTimeUnixNano'], 'endTimeUnixNano') - start,
    failed: (Object(status) as { code?: unknown }).code === ERROR_STATUS,
    ...(typeof service === 'string' && { service }),
    attributes: attributesOf(span),
  };
}

/** `[{key, value: {stringValue}}]` as a plain object; lists and maps as they are on the wire. */
function attributesOf({ attributes = [] }: Members): Record<string, unknown> {
  const entries = list(attributes, 'attributes').map((each): [string, unknown] => {
    const { key, value } = members(each, 'An attribute');
    const [type, content] = Object.entries(Object(value) as Members)[0] ?? [];
    return [String(key), type === 'intValue' ? Number(content) : content];
  });
  return Object.fromEntries(entries);
}

function id(value: unknown, digits: number, what: string): string {
  if (typeof value !== 'string' || value.length !== digits || !/^[0-9a-f]+$/i.test(value))
    throw new Error(`${what} has not ${digits} hexadecimal digits.`);
  return value.toLowerCase();
}

function milliseconds(value: unknown, what: string): number {
  if (!/^\d+$/.test(String(value))) throw new Error(`${what} is no number of nanoseconds.`);
  // Microseconds are kept; a double cannot hold nanoseconds since 1970.
  return Number(BigInt(String(value)) / 1000n) / 1000;
}

function members(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is no object.`);
  return value as Members;
}

function list(value: unknown, what: string): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${what} is no list.`);
  return value as unknown[];
}
