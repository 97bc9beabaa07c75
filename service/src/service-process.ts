import { ConfigError, readServiceConfig, type ServiceConfig } from './config/service-config.ts';
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

/** Boots without a port, answers a few requests and ends: for the compile cache, while the image is built. */
export async function warmUp(): Promise<void> {
  const app = await createService({
    config: readServiceConfig({ LOG_LEVEL: 'warn' }),
    image: readImageFacts(),
    drainWait: () => Promise.resolve(),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  for (const path of FIRST_REQUESTS) await app.inject(path);
  await app.close();
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
