import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createRedirect } from '../../service/src/redirect/create-redirect.ts';
import { readRedirectConfig } from '../../service/src/redirect/redirect-config.ts';
import type { RunningService } from './running-service.ts';

/** The real redirect app in this process, on a free port of 127.0.0.1. */
export async function startRedirect(env: Record<string, string> = {}, port = 0): Promise<RunningService> {
  const log: Record<string, unknown>[] = [];
  const drained = Promise.withResolvers<void>();
  const app = await createRedirect(
    { config: readRedirectConfig(env), image: { gitSha: null }, drainWait: () => drained.promise },
    { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  );
  await app.listen({ host: '127.0.0.1', port });
  const { port: actual } = app.getHttpServer().address() as AddressInfo;
  const terminate = () => (app as Closeable).close('SIGTERM');
  return { app, port: actual, terminate, url: `http://127.0.0.1:${actual}`, log, endDrain: () => drained.resolve() };
}

type Closeable = NestFastifyApplication & { close(signal: string): Promise<void> };
