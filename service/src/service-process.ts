import { readdirSync } from 'node:fs';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { readServiceConfig, type ServiceConfig } from './config/service-config.ts';
import { ConfigError } from './config/variables.ts';
import { createService } from './create-service.ts';
import { realDrainWait } from './lifecycle/drain.ts';
import { terminateOnSignals } from './lifecycle/termination.ts';
import { readImageFacts } from './version/image-facts.ts';

/** Starts the service from the process's environment and serves until a signal ends it. */
export async function serve(): Promise<void> {
  const config = configOrExit();
  const app = await createService({ config, image: readImageFacts(), drainWait: realDrainWait });
  const { log } = app.getHttpAdapter().getInstance();
  terminateOnSignals(app, log);
  await app.listen({ host: config.host, port: config.port, listenTextResolver: (url) => `port open at ${url}` });
  // startedMs: since the process began.
  log.info(
    { url: await app.getUrl(), startedMs: Math.round(performance.now()), node: process.version, config },
    'listening',
  );
}

/** Requests whose code every start needs soon. */
const FIRST_REQUESTS = [
  '/',
  '/health',
  '/health/live',
  '/health/ready',
  '/version',
  '/api/v1/factorial?number=20',
  '/nothing-here',
];

/**
 * Boots without a port, answers a few requests and ends: run once while the image is built, as the user and with the
 * NODE_COMPILE_CACHE of the service. Fails where no cache can be written.
 */
export async function fillCompileCache(): Promise<void> {
  const app = await createService({
    config: readServiceConfig({ LOG_LEVEL: 'warn' }),
    image: readImageFacts(),
    drainWait: () => Promise.resolve(),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  for (const path of FIRST_REQUESTS) await app.inject(path);
  await app.close();
  flushCompileCache();
  const directory = getCompileCacheDir();
  // Node itself is silent about a cache that it cannot write.
  if (directory === undefined || readdirSync(directory).length === 0) {
    throw new Error(
      `Node wrote no compile cache: NODE_COMPILE_CACHE is ${process.env['NODE_COMPILE_CACHE'] ?? 'not set'}.`,
    );
  }
}

function configOrExit(): ServiceConfig {
  try {
    return readServiceConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}
