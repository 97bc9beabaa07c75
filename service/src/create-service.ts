import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type Surroundings } from './app.module.ts';
import { addAuthentication } from './auth/authentication.ts';
import { tokenVerifier } from './auth/jwt-verifier.ts';
import { addLiveness } from './health/liveness.ts';
import { addCors } from './http/cors.ts';
import { fastifyAdapter } from './http/fastify-adapter.ts';
import { addHttpHooks } from './http/http-hooks.ts';
import { addJsonBodies } from './http/json-bodies.ts';
import { addUnrouted } from './http/unrouted.ts';
import { Drain } from './lifecycle/drain.ts';
import { addAccessLog } from './logging/access-log.ts';
import { standardOutput } from './logging/batched-lines.ts';
import type { LogStream } from './logging/logger-options.ts';
import { nestLogger } from './logging/nest-logger.ts';
import { addRequestLogs } from './logging/request-log.ts';
import { addObservability } from './observability/observability.ts';
import { Version } from './version/version.ts';

/** The complete application, not yet listening. */
export async function createService(
  surroundings: Surroundings,
  logStream?: LogStream,
): Promise<NestFastifyApplication> {
  const { config } = surroundings;
  const adapter = fastifyAdapter(config, logStream);
  const fastify = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(surroundings), adapter, {
    logger: nestLogger(fastify.log),
    // Let errors of construction reach the caller instead of ending the process.
    abortOnError: false,
    // Nest's would take forms, too (http/json-bodies.ts).
    bodyParser: false,
  });
  const drain = app.get(Drain);
  addRequestLogs(fastify);
  addAccessLog(fastify);
  addObservability(fastify, config.observability, {
    version: app.get(Version).facts.version,
    release: config.release,
    lines: logStream ?? standardOutput(),
  });
  addHttpHooks(fastify, () => drain.draining);
  addJsonBodies(fastify);
  addLiveness(fastify);
  // The order of these three is their order for each request.
  if (config.corsOrigins.length > 0) await addCors(fastify, config.corsOrigins);
  if (config.auth !== undefined) {
    const onFailure = (error: unknown) => fastify.log.warn({ err: error }, "the issuer's keys could not be fetched");
    addAuthentication(fastify, tokenVerifier(config.auth, { onFailure }));
  }
  addUnrouted(fastify);
  return app;
}
