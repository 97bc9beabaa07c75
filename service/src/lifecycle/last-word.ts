import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/**
 * The last log line, once the server is closed. Not written when the process exits: the logger writes asynchronously and
 * flushes at exit before any listener of ours, so what is logged there is lost.
 */
@Injectable()
export class LastWord implements OnApplicationShutdown {
  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationShutdown(signal?: string): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.log.info({ signal }, 'ended');
  }
}
