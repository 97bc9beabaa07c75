import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError, messageOf } from '../kernel/aws-error.ts';
import type { Log } from '../kernel/log.ts';
import { PortTakenError } from '../kernel/port-taken-error.ts';
import type { CallLog } from './call-log.ts';
import type { CallerIdentities } from './caller-identities.ts';
import { credentialScope, type CredentialScope } from './credential-scope.ts';
import { inBucketWords, inQueryWords, internalFailure, malformedXml, missingToken, unreadableInput } from './errors.ts';
import type { WireFault, WireReply, WireRequest } from './protocols/protocol.ts';
import { receiveBody, requestHead } from './receive-request.ts';
import { route, routeBuckets, type Routed } from './router.ts';
import { sendReply } from './send-reply.ts';
import { serviceModel, type ServiceModel } from './service-model.ts';
import type { Caller, Handler, Relay, ServiceTable } from './service-table.ts';

export interface GatewayOptions {
  services: readonly ServiceTable[];
  identities: CallerIdentities;
  log: Log;
  calls?: CallLog;
  /** 0 takes a free port. */
  port: number;
  host?: string;
  /** The largest request body, unpacked, in bytes. */
  bodyLimit?: number;
  /** What `GET /` says of the program. */
  about?: { name: string; version: string };
}

export interface Gateway {
  url: string;
  port: number;
  /** Takes no more requests, ends the open connections, and resolves when the port is free. */
  close(): Promise<void>;
}

/** A Lambda package in base64 fits. */
const DEFAULT_BODY_LIMIT = 96 * 1024 * 1024;

/** What the wire does not do although AWS does; docs/fidelity.md is made of these and the tables' gaps. */
export const wireGaps: readonly string[] = [
  'Signatures (SigV4) are not verified, nor the age of a request.',
  'Constraints of the models (lengths, patterns, ranges) are checked only where an operation says so.',
  'Event streams are not served; bodies are streamed to and from S3 only.',
  'X-Ray has its OTLP endpoint only (https://xray.<region>.amazonaws.com/v1/traces): spans in JSON are written to logs/traces.ndjson, of protobuf only the size; its API does not answer, and the bodies of its errors are unverified.',
  'Unverified: the status and text of an unknown operation in JSON, CBOR and REST protocols.',
];

/** Answers the AWS APIs of `services` on one port. Rejects with PortTakenError when the port is in use. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const services = options.services.map(serviceModel);
  const server = createServer((incoming, response) => {
    answer(options, services, incoming, response).catch((error: unknown) => {
      options.log.error('A request could not be answered.', { error: messageOf(error) });
      response.destroy();
    });
  });
  // Longer than clients keep idle connections, so that none is closed under a request that just left.
  server.keepAliveTimeout = 75_000;
  const host = options.host ?? '127.0.0.1';
  await listen(server, host, options.port);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host}:${port}`, port, close: () => close(server) };
}

/** What is known of a call while it is answered; the call log gets it at the end. */
interface Call {
  requestId: string;
  region: string;
  caller?: Caller;
  routed?: Routed;
  signingName?: string;
  inputs: string[];
  error?: string;
}

async function answer(
  options: GatewayOptions,
  services: ServiceModel[],
  incoming: IncomingMessage,
  response: ServerResponse,
) {
  const started = Date.now();
  const request = requestHead(incoming);
  if (asksForHealth(request)) return health(options, response);
  const call: Call = { requestId: randomUUID(), region: '', inputs: [] };
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('The client went away.'));
  });
  const reply = await replyTo(options, services, incoming, request, call, gone.signal);
  const sent = sendReply(response, reply, call.requestId);
  options.calls?.record({
    at: Date.now(),
    tookMs: Date.now() - started,
    requestId: call.requestId,
    service: call.routed?.service?.name ?? call.signingName ?? '',
    operation: call.routed?.operationName ?? '',
    caller: call.caller?.arn ?? '',
    account: call.caller?.account ?? '',
    region: call.region,
    userAgent: incoming.headers['user-agent'] ?? '',
    inputs: call.inputs,
    status: reply.status,
    ...(call.error !== undefined && { error: call.error }),
  });
  await sent;
}

/** The same request signed is S3's ListBuckets, as some clients write it. */
const asksForHealth = ({ method, url, headers }: WireRequest): boolean =>
  method === 'GET' && url.pathname === '/' && url.search === '' && headers.authorization === undefined;

async function replyTo(
  options: GatewayOptions,
  services: ServiceModel[],
  incoming: IncomingMessage,
  request: WireRequest,
  call: Call,
  signal: AbortSignal,
): Promise<WireReply> {
  const sender = credentialScope(request);
  if (sender) call.signingName = sender.signingName;
  try {
    call.routed = routeBuckets(services, request, sender?.signingName);
    await receiveBody(incoming, request, call.routed, options.bodyLimit ?? DEFAULT_BODY_LIMIT);
    call.routed ??= route(services, request, sender?.signingName);
    if (!sender) throw admission(missingToken(), call.routed);
    call.region = sender.region;
    call.caller = admit(options.identities, sender, call.routed);
    const { relay } = call.routed;
    if (relay) return await passOn(relay, request.body, call, signal, { region: sender.region, caller: call.caller });
    const output = await perform(options.log, call.routed, request, call, sender.region, call.caller, signal);
    return call.routed.protocol.writeOutput(output.service, output.operation, output.value, call.requestId);
  } catch (error) {
    const routed = call.routed ?? route(services, request, sender?.signingName);
    const fault = faultOf(routed.service, expected(error, options.log, routed, call.requestId));
    call.error = routed.isQuery ? fault.queryCode : fault.code;
    return routed.protocol.writeFault(routed.service, fault, call.requestId);
  }
}

async function passOn(
  relay: Relay,
  body: Uint8Array,
  call: Call,
  signal: AbortSignal,
  { region, caller }: { region: string; caller: Caller },
): Promise<WireReply> {
  const scope = { account: caller.account, region };
  const reply = await relay(body, { scope, caller, requestId: call.requestId, signal });
  if (reply.error !== undefined) call.error = reply.error;
  return { status: reply.status, headers: { 'content-type': reply.contentType }, body: reply.body };
}

/** Who sends the request; refusals have the words of the protocol. */
function admit(identities: CallerIdentities, sender: CredentialScope, routed: Routed): Caller {
  try {
    return identities.resolve(sender.accessKeyId, sender.sessionToken);
  } catch (error) {
    throw error instanceof AwsError ? admission(error, routed) : error;
  }
}

function admission(error: AwsError, { isQuery, service }: Routed): AwsError {
  if (service?.isRestXml) return inBucketWords(error);
  return isQuery ? inQueryWords(error) : error;
}

async function perform(
  log: Log,
  routed: Routed,
  request: WireRequest,
  call: Call,
  region: string,
  caller: Caller,
  signal: AbortSignal,
) {
  const { service, operation, operationName, isQuery } = routed;
  if (!service || !operation) {
    const name = `${service?.name ?? call.signingName ?? 'unknown service'}:${operationName || request.url.pathname}`;
    log.warn(`The rehearsal does not implement ${name}.`, { caller: caller.arn, requestId: call.requestId });
    throw routed.refusal();
  }
  const input = await routed.protocol.readInput(operation, request).catch((error: unknown) => {
    throw service.isRestXml ? malformedXml(error) : unreadableInput(error, isQuery);
  });
  call.inputs = Object.keys(input);
  // The table's handlers are typed by their own client; the schema of that same client made the input.
  const handler = service.table.operations[operationName] as Handler<Record<string, unknown>, unknown>;
  const scope = { account: caller.account, region };
  const value = await handler(input, { scope, caller, requestId: call.requestId, signal });
  return { service, operation, value };
}

/** Only AwsErrors are meant for clients. Everything else is a defect here: logged, and told without its insides. */
function expected(error: unknown, log: Log, routed: Routed, requestId: string): AwsError {
  if (error instanceof AwsError) return error;
  const what = `${routed.service?.name ?? 'unknown service'}:${routed.operationName}`;
  log.error(`${what} failed unexpectedly.`, {
    requestId,
    error: error instanceof Error ? error.stack : messageOf(error),
  });
  return internalFailure(error);
}

function faultOf(service: ServiceModel | undefined, error: AwsError): WireFault {
  const model = service?.error(error.code);
  return {
    code: model?.shape ?? error.code,
    queryCode: model?.queryCode ?? error.code,
    message: error.message,
    messageMember: model?.messageMember ?? 'message',
    status: model?.status ?? error.status,
    details: error.details,
    sendsQueryCode: service?.isQueryCompatible ?? false,
  };
}

function health(options: GatewayOptions, response: ServerResponse): void {
  const about = options.about ?? { name: 'rehearsal', version: 'unknown' };
  const services = options.services.map((service) => service.name);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...about, services }));
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(host, port, error) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
