import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RouterListener } from '../runtime/ports/traffic-router.ts';
import { rawBadRequest } from './own-response.ts';
import { compileRule, type CompiledRule } from './rule.ts';

/** Source: ALB guide, "HTTP 400": 64 KB for all headers. Node counts them together. */
const MAX_HEADER_BYTES = 65_536;

export interface ListenerTraffic {
  request(listener: Listener, request: http.IncomingMessage, response: http.ServerResponse): void;
  upgrade(listener: Listener, request: http.IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A connection whose bytes were no HTTP request was answered so. */
  malformed(listener: Listener, status: number): void;
}

/** One open port and its rules. */
export class Listener {
  config: RouterListener;
  rules: CompiledRule[];
  readonly #server: http.Server;

  constructor(config: RouterListener, traffic: ListenerTraffic) {
    this.config = config;
    this.rules = config.rules.map(compileRule);
    this.#server = http.createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: config.idleTimeoutMs,
        requestTimeout: 0,
        keepAliveTimeout: config.idleTimeoutMs,
        noDelay: true,
      },
      (request, response) => traffic.request(this, request, response),
    );
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
    await closed;
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
