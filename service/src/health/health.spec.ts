import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AppModule } from '../app.module.ts';
import { readServiceConfig } from '../config/service-config.ts';
import { FactorialPool } from '../factorial/factorial-pool.ts';
import { fastifyAdapter } from '../http/fastify-adapter.ts';
import { addLiveness } from './liveness.ts';

describe('health, when large factorials cannot be computed', () => {
  let app: NestFastifyApplication | undefined;
  afterEach(() => app?.close());

  it('is DOWN and says why, while the instance stays alive and takes requests', async () => {
    const config = readServiceConfig({ LOG_LEVEL: 'silent' });
    const surroundings = { config, image: { gitSha: null }, drainWait: () => Promise.resolve() };
    const adapter = fastifyAdapter(config);
    addLiveness(adapter.getInstance());
    const module = await Test.createTestingModule({ imports: [AppModule.of(surroundings)] })
      .overrideProvider(FactorialPool)
      .useValue({ state: () => ({ healthy: false, busy: 0, queued: 2 }) })
      .compile();
    app = await module.createNestApplication<NestFastifyApplication>(adapter, { logger: false }).init();

    const health = await app.inject('/health');
    expect(health.statusCode).toBe(503);
    expect(health.json()).toEqual({
      status: 'DOWN',
      version: 'development',
      release: null,
      uptimeSeconds: expect.any(Number),
      checks: {
        traffic: { status: 'UP', state: 'accepting' },
        factorialThreads: { status: 'DOWN', busy: 0, queued: 2, message: 'the last thread ended with an error' },
      },
    });
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
  });
});
