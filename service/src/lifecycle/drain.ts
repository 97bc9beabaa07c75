import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import type { ProcessConfig } from '../config/process-config.ts';
import { silentConnections } from './silent-connections.ts';

/** Injection token of {@link DrainWait}. */
export const DRAIN_WAIT = Symbol('DrainWait');

/** Resolves after so many milliseconds; tests end it when they like. */
export type DrainWait = (milliseconds: number) => Promise<unknown>;

export const realDrainWait: DrainWait = (milliseconds) => sleep(milliseconds);

/** After the drain, what is still unanswered gets this long; ECS would kill the process later, and less cleanly. */
const CLOSE_MS = 5_000;

/**
 * The time between SIGTERM and closing: health answers 503, everything is still served.
 *
 * ECS deregisters a target at the same moment as it sends SIGTERM, and the nodes of the load balancer learn of it
 * one after the other; until all have, requests keep coming. So DRAIN_SECONDS must exceed (health check interval ×
 * unhealthy threshold), and with {@link CLOSE_MS} stay below the container's stopTimeout.
 */
@Injectable()
export class Drain implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #draining = false;
  #silent: ReadonlySet<Socket> = new Set();

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ProcessConfig,
    @Inject(DRAIN_WAIT) private readonly wait: DrainWait,
    private readonly host: HttpAdapterHost,
  ) {}

  get draining(): boolean {
    return this.#draining;
  }

  onApplicationBootstrap(): void {
    this.#silent = silentConnections(this.#server());
  }

  /** Nest closes the server when this resolves. */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.#draining = true;
    // Without a signal the process closes itself, and no load balancer sends it anything.
    if (signal === undefined) return;
    await this.wait(this.config.drainSeconds * 1000);
    for (const socket of this.#silent) socket.destroy();
    setTimeout(() => this.#server().closeAllConnections(), CLOSE_MS).unref();
  }

  #server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
