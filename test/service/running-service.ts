import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readServiceConfig } from '../../service/src/config/service-config.ts';
import { createService } from '../../service/src/create-service.ts';

export interface RunningService {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly port: number;
  /** Log lines so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  /** What SIGTERM does, short of ending this process. */
  terminate(): Promise<void>;
  /** Ends the wait of the drain; without it a service told to drain drains for ever. */
  endDrain(): void;
}

/** The real application in this process, on a free port of 127.0.0.1. */
export async function startService(
  env: Record<string, string> = {},
  gitSha: string | null = null,
): Promise<RunningService> {
  const log: Record<string, unknown>[] = [];
  const drained = Promise.withResolvers<void>();
  const app = await createService(
    { config: readServiceConfig(env), image: { gitSha }, drainWait: () => drained.promise },
    { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.getHttpServer().address() as AddressInfo;
  // Nest's public type leaves out the signal that its own handler passes.
  const terminate = () => (app as Closeable).close('SIGTERM');
  return { app, port, terminate, url: `http://127.0.0.1:${port}`, log, endDrain: () => drained.resolve() };
}

type Closeable = NestFastifyApplication & { close(signal: string): Promise<void> };
