import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { askHealth } from '../health/ask-health.ts';
import { BackgroundCheck, type BackgroundCheckState } from '../health/background-check.ts';
import { addProxy } from '../proxy/proxy.ts';
import type { Upstream } from '../proxy/upstream.ts';
import type { SidecarConfig } from './sidecar-config.ts';

/** A little more patient than the redirect app is with its targets, so that its own 504 arrives. */
const TIMEOUTS = { connectMs: 1_000, headersMs: 25_000, idleMs: 25_000 };

/** Over 10 s without an answer before the load balancer is told: ECS restarts the container meanwhile. */
const CHECK = { intervalMs: 5_000, retryMs: 250, timeoutMs: 2_000, failuresUntilDown: 3 };

/** The second container of the task, seen from the first: its paths are passed on, and its health is part of ours. */
@Injectable()
export class Sidecar implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  #upstream: Upstream | undefined;
  #check: BackgroundCheck | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Undefined when there is no second container. */
  health(): BackgroundCheckState | undefined {
    return this.#check?.state();
  }

  onModuleInit(): void {
    if (this.config.sidecar) this.#connect(this.config.sidecar);
  }

  /** During a drain both containers end, in whatever order; what was known last is what counts then. */
  beforeApplicationShutdown(): void {
    this.#check?.stop();
  }

  onApplicationShutdown(): void {
    this.#upstream?.close();
  }

  #connect({ url, paths }: SidecarConfig): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    const routes = paths.map((path) => ({ path, target: new URL(path, url) }));
    this.#upstream = addProxy(fastify, routes, { name: 'app', timeouts: TIMEOUTS });
    // Liveness, not readiness: while it drains it still serves, and so do we.
    const health = new URL('/health/live', url);
    this.#check = new BackgroundCheck({
      ...CHECK,
      name: 'redirect',
      probe: (signal) => askHealth(health, signal),
      onChange: ({ status }, error) => {
        if (status === 'up') fastify.log.info('the redirect app answers');
        else fastify.log.warn({ err: error }, 'the redirect app does not answer');
      },
    });
    this.#check.start();
  }
}
