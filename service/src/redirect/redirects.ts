import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import { addProxy } from '../proxy/proxy.ts';
import type { Upstream } from '../proxy/upstream.ts';
import type { RedirectConfig } from './redirect-config.ts';

/** An answer to the app that asks, in the same task, before the app gives up (sidecar/sidecar.ts). */
const TIMEOUTS = { connectMs: 2_000, headersMs: 20_000, idleMs: 20_000 };

/** The table of routes, at work. */
@Injectable()
export class Redirects implements OnModuleInit, OnApplicationShutdown {
  #upstream: Upstream | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: RedirectConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    this.#upstream = addProxy(fastify, this.config.routes, { name: 'redirect', timeouts: TIMEOUTS });
  }

  onApplicationShutdown(): void {
    this.#upstream?.close();
  }
}
