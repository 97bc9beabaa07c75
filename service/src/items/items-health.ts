import type { Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { BackgroundCheck, type BackgroundCheckState } from '../health/background-check.ts';
import { Items } from './items.ts';
import { storeCheck } from './store-check.ts';

/** Whether the table can be read, asked in the background from when the service listens. */
@Injectable()
export class ItemsHealth implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #check: BackgroundCheck | undefined;

  constructor(
    items: Items,
    private readonly host: HttpAdapterHost,
  ) {
    if (!items.configured) return;
    const { log }: FastifyInstance = host.httpAdapter.getInstance();
    this.#check = storeCheck(() => items.store(), log);
  }

  /** Undefined where no table is configured. */
  state(): BackgroundCheckState | undefined {
    return this.#check?.state();
  }

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.once('listening', () => this.#check?.start());
  }

  onApplicationShutdown(): void {
    this.#check?.stop();
  }
}
