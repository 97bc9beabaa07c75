import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { bucketAddress } from '../bucket-address.ts';
import type { OperationModel, ServiceModel } from '../service-model.ts';
import { isRaw, readBindings, writeBindings } from './http-bindings.ts';
import { codecContext, type Protocol, type WireFault, type WireReply } from './protocol.ts';
import { escapeXml } from './xml-text.ts';

// 5: ISO 8601, the default of XML protocols.
const settings = { timestampFormat: { useTrait: true, default: 5 as const }, httpBindings: true };
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Paths, query, headers and an XML body, as S3 speaks it. Source: Smithy 2.0, AWS restXml protocol. */
export const restXml = (): Protocol => ({
  name: 'aws.protocols#restXml',
  async readInput(operation, request) {
    const { bucket: Bucket, key: Key } = bucketAddress(request);
    // Every input of S3 that has a document has it as its payload.
    return (await readBindings(operation, request, { Bucket, Key }, readDocument)).input;
  },
  writeOutput(service, operation, output, requestId) {
    const { headers: bound, payload, inBody } = writeBindings(operation, output);
    const headers = { ...identity(requestId), ...bound };
    // The model has one success status; a range has another. Source: S3 API, GetObject ("206 Partial Content").
    const status = 'Content-Range' in bound ? 206 : (operation.route?.successStatus ?? 200);
    if (operation.route?.method === 'HEAD') return { status, headers, body: '' };
    if (payload && isRaw(payload.schema)) return raw(status, headers, payload.value);
    const hasDocument = payload !== undefined || hasBodyMembers(operation);
    if (!hasDocument) return { status, headers, body: '' };
    const text = payload
      ? document(service, payload.schema, payload.value)
      : unwrapped(operation, document(service, operation.output, inBody));
    return { status, headers: { ...headers, 'content-type': 'application/xml' }, body: DECLARATION + text };
  },
  writeFault: (_service, fault, requestId) => writeFault(fault, requestId),
});

/** As S3 writes errors: no namespace, no wrapper. Source: S3 API reference, "REST error responses". */
function writeFault(fault: WireFault, requestId: string): WireReply {
  // 304 has no body: what it says are headers.
  if (fault.status === 304)
    return { status: 304, headers: { ...identity(requestId), ...lowerCased(fault.details) }, body: '' };
  const elements = {
    Code: fault.code,
    Message: fault.message,
    ...fault.details,
    RequestId: requestId,
    HostId: requestId,
  };
  const inside = Object.entries(elements).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`);
  return {
    status: fault.status,
    headers: { ...identity(requestId), 'content-type': 'application/xml' },
    body: `${DECLARATION}<Error>${inside.join('')}</Error>`,
  };
}

function readDocument(schema: NormalizedSchema, body: Uint8Array): unknown {
  const deserializer = new XmlShapeDeserializer({ ...settings, xmlNamespace: '', serviceNamespace: '' });
  deserializer.setSerdeContext(codecContext);
  return deserializer.read(schema, body) as unknown;
}

function document(service: ServiceModel, schema: NormalizedSchema, value: unknown): string {
  const { xmlNamespace } = service;
  const serializer = new XmlShapeSerializer({ ...settings, xmlNamespace, serviceNamespace: '' });
  serializer.setSerdeContext(codecContext);
  serializer.write(schema, value);
  return String(serializer.flush());
}

/** The location's only member has its parent's name and is not written twice. Source: Smithy 2.0, s3UnwrappedXmlOutput. */
function unwrapped(operation: OperationModel, text: string): string {
  if (operation.name !== 'GetBucketLocation') return text;
  return text.replace(/(<LocationConstraint[^>]*>)<LocationConstraint>(.*)<\/LocationConstraint>(?=<)/, '$1$2');
}

function raw(status: number, headers: Record<string, string>, value: unknown): WireReply {
  // The only text is a bucket's policy.
  if (typeof value === 'string') headers['content-type'] = 'application/json';
  return { status, headers, body: value as WireReply['body'] };
}

const hasBodyMembers = ({ output }: OperationModel): boolean =>
  output.isStructSchema() &&
  [...output.structIterator()].some(([, schema]) => {
    const traits = Object.keys(schema.getMergedTraits());
    return !traits.some((trait) => trait.startsWith('http'));
  });

/** Source: S3 API reference, "Common response headers". */
const identity = (requestId: string) => ({
  'x-amz-request-id': requestId,
  'x-amz-id-2': requestId,
  server: 'AmazonS3',
});

const lowerCased = (details: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [name.toLowerCase(), value]));
