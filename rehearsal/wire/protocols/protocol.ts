import type { IncomingHttpHeaders } from 'node:http';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';
import type { OperationModel, ServiceModel } from '../service-model.ts';
import type { StreamedBody } from '../streamed-body.ts';

/** A request whose body has been read whole, unless the operation takes it as a stream. */
export interface WireRequest {
  method: string;
  url: URL;
  /** The path as it was sent: a URL's has its dot segments resolved. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  /** Instead of `body`. */
  stream?: StreamedBody;
}

export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** An error as the protocols write it, already matched with the service's model. */
export interface WireFault {
  /** The exception's shape name, or the code itself when the model has none. */
  code: string;
  /** The code as awsQuery writes it. */
  queryCode: string;
  message: string;
  messageMember: string;
  status: number;
  /** Elements of S3's errors beside code and message. */
  details: Readonly<Record<string, string>>;
  /** CloudWatch's awsJson and CBOR say the awsQuery code in a header. */
  sendsQueryCode: boolean;
}

/** One way of writing requests and replies; chosen by how the request looks, never by the service alone. */
export interface Protocol {
  /** The name in Smithy's models, for example `aws.protocols#awsJson1_1`. */
  readonly name: string;
  readInput(operation: OperationModel, request: WireRequest): Promise<Record<string, unknown>>;
  writeOutput(service: ServiceModel, operation: OperationModel, output: unknown, requestId: string): WireReply;
  writeFault(service: ServiceModel | undefined, fault: WireFault, requestId: string): WireReply;
}

/** What the clients' codecs need to read and write text and blobs: they were made for several platforms. */
export const codecContext = {
  base64Encoder: toBase64,
  base64Decoder: fromBase64,
  utf8Encoder: toUtf8,
  utf8Decoder: fromUtf8,
} as never;

/** `Sender` for 4xx, `Receiver` for 5xx: the words of the Query APIs. */
export const faultSide = (fault: WireFault): 'Sender' | 'Receiver' => (fault.status < 500 ? 'Sender' : 'Receiver');

/** Header of awsQuery-compatible protocols. Source: Smithy 2.0, trait aws.protocols#awsQueryCompatible. */
export const queryErrorHeader = (fault: WireFault): Record<string, string> =>
  fault.sendsQueryCode ? { 'x-amzn-query-error': `${fault.queryCode};${faultSide(fault)}` } : {};

export const textOf = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
