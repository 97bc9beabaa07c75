import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ProcessConfig } from './config/process-config.ts';
import { ConfigError, type Variables } from './config/variables.ts';
import { type DrainWait, realDrainWait } from './lifecycle/drain.ts';
import { terminateOnSignals } from './lifecycle/termination.ts';
import { type ImageFacts, readImageFacts } from './version/image-facts.ts';

/** One of the applications of the image. */
export interface Application<Config extends ProcessConfig> {
  readonly read: (env: Variables) => Config;
  readonly create: (surroundings: {
    config: Config;
    image: ImageFacts;
    drainWait: DrainWait;
  }) => Promise<NestFastifyApplication>;
}

/** Starts it from the process's environment and serves until a signal ends it. */
export async function serve<Config extends ProcessConfig>({ read, create }: Application<Config>): Promise<void> {
  const config = configOrExit(read);
  const app = await create({ config, image: readImageFacts(), drainWait: realDrainWait });
  const { log } = app.getHttpAdapter().getInstance();
  terminateOnSignals(app, log);
  await app.listen({ host: config.host, port: config.port, listenTextResolver: (url) => `port open at ${url}` });
  // startedMs: since the process began.
  log.info(
    { url: await app.getUrl(), startedMs: Math.round(performance.now()), node: process.version, config },
    'listening',
  );
}

/** Boots it without a port, answers a few requests and ends: their code is compiled then. */
export async function rehearseStart<Config extends ProcessConfig>(
  { read, create }: Application<Config>,
  paths: readonly string[],
): Promise<void> {
  const app = await create({
    config: read({ LOG_LEVEL: 'warn' }),
    image: readImageFacts(),
    drainWait: () => Promise.resolve(),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  for (const path of paths) await app.inject(path);
  await app.close();
}

function configOrExit<Config>(read: (env: Variables) => Config): Config {
  try {
    return read(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}
