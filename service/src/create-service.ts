import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type Surroundings } from './app.module.ts';
import { fastifyAdapter } from './http/fastify-adapter.ts';
import { addHttpHooks } from './http/http-hooks.ts';
import { Drain } from './lifecycle/drain.ts';
import { addAccessLog } from './logging/access-log.ts';
import type { LogStream } from './logging/logger-options.ts';
import { nestLogger } from './logging/nest-logger.ts';

/** The complete application, not yet listening. */
export async function createService(
  surroundings: Surroundings,
  logStream?: LogStream,
): Promise<NestFastifyApplication> {
  const adapter = fastifyAdapter(surroundings.config, logStream);
  const fastify = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(surroundings), adapter, {
    logger: nestLogger(fastify.log),
    // Let errors of construction reach the caller instead of ending the process.
    abortOnError: false,
  });
  const drain = app.get(Drain);
  addAccessLog(fastify);
  addHttpHooks(fastify, () => drain.draining);
  return app;
}
