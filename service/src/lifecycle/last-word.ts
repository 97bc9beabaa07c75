import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/**
 * The last log line, once the server is closed: after it Nest ends the process.
 */
@Injectable()
export class LastWord implements OnApplicationShutdown {
  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationShutdown(signal?: string): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.log.info({ signal }, 'ended');
  }
}
