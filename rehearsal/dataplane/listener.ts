import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RouterListener, TlsFacts } from '../runtime/ports/traffic-router.ts';
import { rawBadRequest } from './own-response.ts';
import { compileRule, type CompiledRule } from './rule.ts';
import { TlsSessions } from './tls-session.ts';

/** Source: ALB guide, "HTTP 400": 64 KB for all headers. Node counts them together. */
const MAX_HEADER_BYTES = 65_536;

export interface ListenerTraffic {
  request(listener: Listener, request: http.IncomingMessage, response: http.ServerResponse): void;
  upgrade(listener: Listener, request: http.IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A connection whose bytes were no HTTP request was answered so. */
  malformed(listener: Listener, status: number): void;
  /** A connection ended before a TLS session was agreed on. */
  handshakeFailed(listener: Listener): void;
}

/** One open port and its rules. Over TLS it speaks HTTP/1.1 only: HTTP/2 is not offered. */
export class Listener {
  config: RouterListener;
  rules: CompiledRule[];
  readonly #server: http.Server | https.Server;
  readonly #tls: TlsSessions | undefined;
  /** Under TLS: the server knows those only that have ended their handshakes. */
  readonly #connections = new Set<Duplex>();

  constructor(config: RouterListener, traffic: ListenerTraffic) {
    this.config = config;
    this.rules = config.rules.map(compileRule);
    this.#tls = config.tls && new TlsSessions(config.tls);
    const settings: http.ServerOptions = {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: config.idleTimeoutMs,
      requestTimeout: 0,
      keepAliveTimeout: config.idleTimeoutMs,
      noDelay: true,
    };
    const handle = (request: http.IncomingMessage, response: http.ServerResponse) =>
      traffic.request(this, request, response);
    this.#server = this.#tls
      ? this.#secureServer(this.#tls, settings, handle, traffic)
      : http.createServer(settings, handle);
    this.#server.on('upgrade', (request: http.IncomingMessage, socket: Duplex, head: Buffer) =>
      traffic.upgrade(this, request, socket, head),
    );
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
      }
      const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
      traffic.malformed(this, status);
      socket.end(rawBadRequest(status));
    });
  }

  /** Rules and settings for every request from now on. */
  configure(config: RouterListener): void {
    this.config = config;
    this.rules = config.rules.map(compileRule);
    this.#server.keepAliveTimeout = config.idleTimeoutMs;
    this.#server.headersTimeout = config.idleTimeoutMs;
    if (config.tls && this.#tls?.configure(config.tls) && this.#server instanceof https.Server)
      this.#server.setSecureContext(this.#tls.options());
  }

  /** What a connection agreed on; undefined without TLS. */
  tlsOf(socket: object): TlsFacts | undefined {
    return this.#tls?.of(socket);
  }

  /** Resolves with the local port. */
  async open(): Promise<number> {
    const preferred = this.config.preferredLocalPort;
    if (preferred !== undefined) {
      try {
        return await this.#listen(preferred);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
      }
    }
    return this.#listen(0);
  }

  /** Takes no new connections; requests under way finish, and then their connections close. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  /** Cuts every connection. */
  async destroy(): Promise<void> {
    const closed = this.close();
    this.#server.closeAllConnections();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  #secureServer(
    tls: TlsSessions,
    settings: http.ServerOptions,
    handle: http.RequestListener,
    traffic: ListenerTraffic,
  ): https.Server {
    const server = https.createServer(
      {
        ...settings,
        ...tls.options(),
        ALPNProtocols: ['http/1.1'],
        SNICallback: (serverName, chosen) => {
          try {
            chosen(null, tls.contextFor(serverName));
          } catch (error) {
            chosen(error as Error);
          }
        },
      },
      handle,
    );
    server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.once('close', () => this.#connections.delete(connection));
    });
    server.on('secureConnection', (socket: TLSSocket) => tls.agreed(socket));
    server.on('tlsClientError', (_error, socket) => {
      socket.destroy();
      traffic.handshakeFailed(this);
    });
    return server;
  }

  #listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port, backlog: 1024 }, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }
}
