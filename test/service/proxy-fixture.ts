import { once } from 'node:events';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { fastifyAdapter } from '../../service/src/http/fastify-adapter.ts';
import { addHttpHooks } from '../../service/src/http/http-hooks.ts';
import { addUnrouted } from '../../service/src/http/unrouted.ts';
import { addProxy } from '../../service/src/proxy/proxy.ts';
import { readRedirectConfig } from '../../service/src/redirect/redirect-config.ts';

/** What a test has opened, closed in reverse order. */
export class Opened {
  readonly #closings: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.#closings.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closings.splice(0).toReversed()) await close();
  }
}

/** A target that answers as the test says. */
export async function startTarget(
  opened: Opened,
  answer: RequestListener,
): Promise<{ server: HttpServer; url: string }> {
  const server = createServer(answer);
  const port = await listening(server);
  opened.add(() => closed(server, () => server.closeAllConnections()));
  return { server, url: `http://127.0.0.1:${port}` };
}

/** A target that speaks for itself, below HTTP. */
export async function startSpeaker(opened: Opened, onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  const port = await listening(server);
  opened.add(() => closed(server, () => sockets.forEach((socket) => socket.destroy())));
  return `http://127.0.0.1:${port}`;
}

/** A port where nobody listens (any more). */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await closed(server);
  return port;
}

export interface RunningProxy {
  readonly url: string;
  readonly port: number;
  readonly fastify: FastifyInstance;
  readonly log: readonly Record<string, unknown>[];
  /** Writes what is given and reads until the server closes. */
  readonly speak: (words: string) => Promise<string>;
}

/** The proxy at `/rota1`, patient as the test wants it. */
export async function startProxy(
  opened: Opened,
  target: string,
  timeouts: { connectMs?: number; headersMs?: number; idleMs?: number } = {},
): Promise<RunningProxy> {
  const log: Record<string, unknown>[] = [];
  const adapter = fastifyAdapter(readRedirectConfig({}), {
    write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>),
  });
  const fastify: FastifyInstance = adapter.getInstance();
  addHttpHooks(fastify, () => false);
  addUnrouted(fastify);
  const upstream = addProxy(fastify, [{ path: '/rota1', target: new URL(target) }], {
    name: 'proxy',
    timeouts: { connectMs: 5_000, headersMs: 5_000, idleMs: 5_000, ...timeouts },
  });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = fastify.server.address() as AddressInfo;
  opened.add(async () => {
    fastify.server.closeAllConnections();
    await fastify.close();
    upstream.close();
  });
  const speak = async (words: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(words);
    return text(socket);
  };
  return { url: `http://127.0.0.1:${port}`, port, fastify, log, speak };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function closed(server: Server, closeConnections?: () => void): Promise<unknown> {
  const closing = once(server, 'close');
  server.close();
  closeConnections?.();
  return closing;
}
