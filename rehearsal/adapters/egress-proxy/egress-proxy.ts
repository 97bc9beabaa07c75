import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import type { Log } from '../../kernel/log.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { NameResolution } from '../../runtime/ports/name-resolution.ts';
import type { ReservedHost } from '../../runtime/ports/reserved-host.ts';
import type { LocalAuthority } from './local-authority.ts';

export interface EgressProxyOptions {
  names: NameResolution;
  /** Answered here, over TLS. */
  reserved: readonly ReservedHost[];
  authority: LocalAuthority;
  /** Hosts, or `host:port`, that are reached as they are: the registries of the user's own configuration. Empty without it. */
  allowedHosts?: readonly string[];
  log: Log;
}

export interface EgressProxy {
  url: string;
  /** What a spawned process gets to use the proxy. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

interface Destination {
  host: string;
  port: number;
}

/** Bytes. The most that a reserved host takes: X-Ray's OTLP endpoint. Source: CloudWatch user guide, "OTLP endpoints". */
const BODY_LIMIT = 5 * 1024 * 1024;

/** The only way out for what the engine spawns: names of the rehearsed world are answered, everything else is refused by name. */
export async function startEgressProxy(options: EgressProxyOptions): Promise<EgressProxy> {
  const sockets = new Set<Duplex>();
  const reserved = createTlsServer(
    {
      SNICallback: callbackify(options.authority.contextFor),
    },
    (incoming, response) => void answerReserved(options, incoming, response),
  );
  reserved.on('tlsClientError', (error) =>
    options.log.warn('A client did not accept the local certificate.', { error: error.message }),
  );
  const proxy = createServer((incoming, response) => forward(options, incoming, response));
  proxy.on('connect', (incoming, socket, head) => tunnel(options, reserved, sockets, incoming, socket, head));
  proxy.on('connection', (socket) => track(sockets, socket));
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    url,
    environment: {
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      NO_PROXY: '127.0.0.1,localhost',
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: options.authority.certificateFile,
    },
    close: () => close(proxy, sockets),
  };
}

/** `CONNECT host:port`: https and everything that is not HTTP. */
function tunnel(
  options: EgressProxyOptions,
  reserved: Server,
  sockets: Set<Duplex>,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy());
  const target = tunnelDestination(incoming.url ?? '');
  if (!target) return refuseTunnel(socket, 400, `CONNECT needs host:port, not ${incoming.url ?? ''}`);
  if (options.reserved.some((host) => host.owns(target.host))) {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    reserved.emit('connection', socket);
    return;
  }
  const real = realDestination(options, target);
  if (!real) return refuseTunnel(socket, 403, refusal(options, target));
  const upstream = connect(real.port, real.host);
  track(sockets, upstream);
  upstream.once('connect', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.once('error', (error) =>
    refuseTunnel(socket, 502, `${target.host}:${target.port} does not answer: ${error.message}`),
  );
  socket.once('close', () => upstream.destroy());
}

/** `GET http://host:port/path`: plain http. The Host header stays as the client wrote it. */
function forward(options: EgressProxyOptions, incoming: IncomingMessage, response: ServerResponse): void {
  const target = destination(incoming.url ?? '', 80);
  if (!target)
    return reply(response, 400, `This is a proxy: the request must name its destination, not ${incoming.url ?? ''}`);
  const real = realDestination(options, target);
  if (!real) return reply(response, 403, refusal(options, target));
  const { 'proxy-connection': _hop, 'proxy-authorization': _secret, ...headers } = incoming.headers;
  const url = new URL(incoming.url ?? '');
  const upstream = httpRequest(
    {
      host: real.host,
      port: real.port,
      method: incoming.method,
      path: url.pathname + url.search,
      headers,
      setHost: false,
      agent: false,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    },
  );
  upstream.once('error', (error) => {
    if (response.headersSent) response.destroy();
    else reply(response, 502, `${target.host}:${target.port} does not answer: ${error.message}`);
  });
  response.once('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

/** Headers of one connection (RFC 9110, 7.6.1) end here: the client's connection is this proxy's own. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const endToEnd = (raw: string[]): string[] =>
  raw.filter((_text, index) => !HOP_BY_HOP.has((raw[index - (index % 2)] ?? '').toLowerCase()));

async function answerReserved(
  options: EgressProxyOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const host = (incoming.headers.host ?? '').replace(/:\d+$/, '');
    const owner = options.reserved.find((candidate) => candidate.owns(host));
    if (!owner) return reply(response, 403, `The rehearsal does not answer for ${host}.`);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > BODY_LIMIT) return reply(response, 413, 'The body is too large.');
    }
    const answer = owner.answer({
      host,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    });
    const { status, body, contentType } = answer;
    const type = contentType === undefined ? {} : { 'content-type': contentType };
    response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(body) }).end(body);
  } catch (error) {
    options.log.warn('A request to a reserved host broke off.', { error: messageOf(error) });
    response.destroy();
  }
}

function realDestination(options: EgressProxyOptions, target: Destination): Destination | undefined {
  const named = options.names.resolve(target.host, target.port);
  if (named) return named;
  const allowed = options.allowedHosts ?? [];
  return allowed.includes(target.host) || allowed.includes(`${target.host}:${target.port}`) ? target : undefined;
}

function refusal({ log }: EgressProxyOptions, { host, port }: Destination): string {
  const message = `The rehearsal does not let ${host}:${port} through: it is no load balancer of the rehearsed stacks, no address of one, and not among the allowed hosts.`;
  log.warn(message);
  return message;
}

function destination(url: string, defaultPort: number): Destination | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  if (protocol !== 'http:' || hostname === '') return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) };
}

/** `host:port`. The port is never left out (RFC 9110, 9.3.6); a URL's parser leaves out its scheme's own. */
function tunnelDestination(authority: string): Destination | undefined {
  const port = /:(\d+)$/.exec(authority)?.[1];
  return port === undefined ? undefined : destination(`http://${authority}`, Number(port));
}

function reply(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${message}\n`);
}

function refuseTunnel(socket: Duplex, status: 400 | 403 | 502, message: string): void {
  const reason = { 400: 'Bad Request', 403: 'Forbidden', 502: 'Bad Gateway' }[status];
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(message) + 1}\r\nconnection: close\r\n\r\n${message}\n`,
  );
}

function track(sockets: Set<Duplex>, socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

function close(server: Server, sockets: Set<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
