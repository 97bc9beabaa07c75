import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoItemStore } from '../../service/src/items/dynamo-item-store.ts';
import { storeCheck } from '../../service/src/items/store-check.ts';
import { sendError, startItemStore, type TestItemStore } from './item-store.ts';
import { type ApiAnswer, itemsApi } from './items-api.ts';
import { ManualTimers, settled } from './manual-timers.ts';
import { startService } from './running-service.ts';

describe('health, where there is a table', () => {
  let store: TestItemStore;
  beforeAll(async () => {
    store = await startItemStore();
  });
  afterEach(() => (store.fault = undefined));
  afterAll(() => store.stop());

  it('is ready once the table was read', async () => {
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    store.fault = (_operation, response) => {
      const end = response.end.bind(response) as (body?: string) => typeof response;
      response.end = ((body?: string) => void held.promise.then(() => end(body))) as unknown as typeof response.end;
      asked.resolve();
      return 'pass';
    };
    const service = await startService({ TABLE_NAME: store.tableName });
    try {
      const api = itemsApi(service.url);
      const waiting = { status: 'DOWN', failures: 0, message: 'not asked yet' };
      expect((await api.get('/health/ready')).json()).toMatchObject({ status: 'DOWN', checks: { items: waiting } });
      await asked.promise;
      expect(await api.get('/health')).toMatchObject({ status: 503 });
      expect(await api.get('/health/live')).toMatchObject({ status: 200 });
      held.resolve();
      const ready = await untilReady(() => api.get('/health/ready'));
      expect(ready.json()).toMatchObject({ status: 'UP', checks: { items: { status: 'UP', failures: 0 } } });
      expect((await api.get('/health')).json()).toMatchObject({ checks: { items: { status: 'UP', failures: 0 } } });
      const before = store.calls('GetItem');
      await Promise.all(Array.from({ length: 50 }, () => api.get('/health/ready')));
      expect(store.calls('GetItem')).toBe(before);
    } finally {
      await service.app.close();
    }
  });

  it('is never ready where the role may not read the table, and tells nothing that is secret', async () => {
    const refused = Promise.withResolvers<void>();
    store.fault = (_operation, response) => {
      response.once('close', () => refused.resolve());
      return sendError(response, 400, 'AccessDeniedException', {
        message: `User: arn:aws:sts::111111111111:assumed-role/app is not authorized on table/${store.tableName}`,
      });
    };
    const service = await startService({ TABLE_NAME: store.tableName });
    try {
      const api = itemsApi(service.url);
      await refused.promise;
      const health = await until(
        () => api.get('/health'),
        ({ text }) => text.includes('"failures":1'),
      );
      expect(health.status).toBe(503);
      expect(health.json()).toMatchObject({
        status: 'DOWN',
        checks: { items: { status: 'DOWN', failures: 1, message: 'AccessDeniedException' } },
      });
      expect(health.text).not.toMatch(new RegExp(`arn:|1{12}|${store.tableName}`));
      expect(service.log).toContainEqual(expect.objectContaining({ msg: 'the item store does not answer' }));
      expect(await api.get('/health/live')).toMatchObject({ status: 200 });
    } finally {
      await service.app.close();
    }
  });

  it('tells of no table where none is configured', async () => {
    const service = await startService();
    try {
      const answer = await itemsApi(service.url).get('/health');
      expect(answer.status).toBe(200);
      expect(answer.json()).not.toHaveProperty('checks.items');
    } finally {
      await service.app.close();
    }
  });

  describe('once ready', () => {
    const timers = new ManualTimers();
    const lines: unknown[][] = [];
    const log = {
      info: (...line: unknown[]) => void lines.push(line),
      warn: (...line: unknown[]) => void lines.push(line),
    };
    let probing: Promise<unknown> = Promise.resolve();

    /** So much time passes; what it made the check ask is answered. */
    const pass = async (milliseconds: number) => {
      await timers.advance(milliseconds);
      await probing;
      await settled();
    };

    it('stays up while the table is slow for a moment or throttled, and is down after half a minute', async () => {
      const items = dynamoItemStore({ tableName: store.tableName, timeoutMs: 1_000 });
      const probe = (signal: AbortSignal) => {
        const answer = items.probe(signal);
        probing = answer.catch(() => undefined);
        return answer;
      };
      const check = storeCheck(() => Promise.resolve({ probe }), log, timers);
      check.start();
      await settled();
      await pass(0);
      expect(check.state()).toEqual({ status: 'up', failures: 0 });

      // Throttled: it answers, and the role may read it.
      store.fault = (_operation, response) => sendError(response, 400, 'ThrottlingException');
      await pass(5_000);
      expect(check.state()).toEqual({ status: 'up', failures: 0 });

      // Silent: each probe is given up after its time, five in a row change nothing.
      store.fault = () => 'taken';
      for (let failures = 1; failures <= 5; failures++) {
        await timers.advance(5_000);
        await pass(2_500);
        expect(check.state()).toEqual({ status: 'up', failures });
      }
      await timers.advance(5_000);
      await pass(2_500);
      expect(check.state()).toEqual({ status: 'down', failures: 6, message: 'no answer within 2500 ms' });

      store.fault = undefined;
      await pass(1_000);
      expect(check.state()).toEqual({ status: 'up', failures: 0 });
      check.stop();
      items.close();
      expect(lines.map((line) => line.at(-1))).toEqual([
        'the item store answers',
        'the item store does not answer: this instance takes no more traffic',
        'the item store answers',
      ]);
    });
  });
});

const untilReady = (ask: () => Promise<ApiAnswer>): Promise<ApiAnswer> => until(ask, ({ status }) => status === 200);

/** Asks until the answer is as it should be; the test's own time-out is the limit. */
async function until(ask: () => Promise<ApiAnswer>, isRight: (answer: ApiAnswer) => boolean): Promise<ApiAnswer> {
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
  }
}
