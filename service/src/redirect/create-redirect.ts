import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastifyAdapter } from '../http/fastify-adapter.ts';
import { addHttpHooks } from '../http/http-hooks.ts';
import { addUnrouted } from '../http/unrouted.ts';
import { Drain } from '../lifecycle/drain.ts';
import { addAccessLog } from '../logging/access-log.ts';
import type { LogStream } from '../logging/logger-options.ts';
import { nestLogger } from '../logging/nest-logger.ts';
import { addRequestLogs } from '../logging/request-log.ts';
import { RedirectModule, type RedirectSurroundings } from './redirect.module.ts';

/** The complete redirect app, not yet listening. */
export async function createRedirect(
  surroundings: RedirectSurroundings,
  logStream?: LogStream,
): Promise<NestFastifyApplication> {
  const adapter = fastifyAdapter(surroundings.config, logStream);
  const fastify = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(RedirectModule.of(surroundings), adapter, {
    logger: nestLogger(fastify.log),
    abortOnError: false,
    // Nothing here reads content; the proxy streams it.
    bodyParser: false,
  });
  const drain = app.get(Drain);
  addRequestLogs(fastify);
  addAccessLog(fastify);
  addHttpHooks(fastify, () => drain.draining);
  addUnrouted(fastify);
  return app;
}
