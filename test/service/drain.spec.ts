import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { type RunningService, startService } from './running-service.ts';

describe('the drain', () => {
  let service: RunningService;
  let agent: Agent;
  beforeEach(async () => {
    agent = new Agent();
    service = await startService({ LOG_LEVEL: 'silent' });
  });
  afterEach(async () => {
    service.endDrain();
    await agent.close();
    await service.app.close();
  });

  const get = async (path: string) => {
    const answer = await request(service.url + path, { dispatcher: agent });
    return {
      status: answer.statusCode,
      connection: answer.headers['connection'],
      body: (await answer.body.json()) as object,
    };
  };

  it('fails health and serves everything else until it ends, then frees the port', async () => {
    expect(await get('/')).toMatchObject({ status: 200, connection: 'keep-alive' });

    const closing = service.terminate();
    // Nest's first hooks take a few turns of the event loop; from then on:
    while ((await get('/health/ready')).status === 200);

    const traffic = { status: 'DOWN', state: 'draining' };
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { status: 'DOWN', checks: { traffic } } });
    expect(await get('/health')).toMatchObject({ status: 503, body: { status: 'DOWN', checks: { traffic } } });
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'UP' } });
    expect(await get('/')).toEqual({ status: 200, connection: 'close', body: { message: 'Olá, mundo!' } });
    expect(await get('/nothing')).toMatchObject({ status: 404, connection: 'close' });
    // The threads live as long as requests do.
    expect(await get('/api/v1/factorial?number=3000')).toMatchObject({ status: 200, connection: 'close' });

    service.endDrain();
    await closing;
    await expect(get('/')).rejects.toThrow('ECONNREFUSED');
  });

  it('answers what is under way when it ends, and lets silent connections go', async () => {
    const silent = connect(service.port, '127.0.0.1');
    await once(silent, 'connect');
    const gone = once(silent.resume(), 'close');

    const underWay = get('/api/v1/factorial?number=100000');
    while (!(await isBusy()));
    const closing = service.terminate();
    service.endDrain();
    expect(await underWay).toMatchObject({ status: 200, connection: 'close' });
    await closing;
    await gone;
  });

  const isBusy = async (): Promise<boolean> => {
    const { body } = await get('/health');
    return (body as { checks: { factorialThreads: { busy: number } } }).checks.factorialThreads.busy > 0;
  };
});
