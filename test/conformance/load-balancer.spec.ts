import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import net from 'node:net';
import { group, HEALTH_CHECK, inParallel, listener, TestRouter } from './support/test-router.ts';

let test: TestRouter;

beforeEach(() => {
  test = new TestRouter();
});

afterEach(() => test.stop());

describe('weights', () => {
  it('are the probabilities of the groups, within four standard errors over 4000 requests', async () => {
    await test.twoGroups(80);
    const before = await test.router.counts();
    const answers = await inParallel(4000, 16, () => test.get());
    const green = answers.filter(({ text }) => text === 'green').length;
    const standardError = Math.sqrt(0.2 * 0.8 * 4000);
    expect(Math.abs(green - 800)).toBeLessThan(4 * standardError);
    const { counts } = await test.router.counts(before);
    expect(counts.find(({ group: id }) => id === 'green')).toEqual({
      listener: 'listener',
      group: 'green',
      chosen: green,
      answered: green,
      failed: 0,
    });
    await test.router.flush();
    expect(test.records.filter((record) => record.groupName === 'green')).toHaveLength(green);
    expect(test.records.every((record) => record.status === 200 && record.targetStatus === 200)).toBe(true);
  });

  it('hold for every request that begins after a change, and nothing under way is lost', async () => {
    const { config } = await test.twoGroups(100);
    let isSwitched = false;
    const load = inParallel(1500, 8, async () => {
      const isAfter = isSwitched;
      return { isAfter, ...(await test.get()) };
    });
    await test.router.apply({ ...config, listeners: [listener({ blue: 0, green: 100 })] });
    isSwitched = true;
    const answers = await load;
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const after = answers.filter(({ isAfter }) => isAfter);
    expect(after.length).toBeGreaterThan(100);
    expect(after.every(({ text }) => text === 'green')).toBe(true);
  });

  it('all 0 answer 503', async () => {
    const { config } = await test.twoGroups(100);
    await test.router.apply({ ...config, listeners: [listener({ blue: 0, green: 0 })] });
    expect((await test.get()).status).toBe(503);
  });
});

describe('targets of a group', () => {
  it('get requests in turn', async () => {
    const targets = [await test.startTarget('a'), await test.startTarget('b')];
    await test.router.apply({
      listeners: [listener({ blue: 1 })],
      groups: [
        group(
          'blue',
          targets.map(({ port }) => port),
        ),
      ],
    });
    await Promise.all(targets.map(({ port }) => test.healthOf(port, 'healthy')));
    for (let count = 0; count < 10; count++) await test.get();
    expect(targets.map(({ served }) => served.length)).toEqual([5, 5]);
  });

  it('that drain get no new requests, and finish what they have begun', async () => {
    const [slow, other] = [await test.startTarget('slow'), await test.startTarget('other')];
    let release = () => {};
    const arrived = new Promise<void>((resolve) => {
      slow.answer = (_request, response) => {
        release = () => response.end('slow');
        resolve();
      };
    });
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [slow.port])] });
    await test.healthOf(slow.port, 'healthy');
    const begun = test.get();
    await arrived;
    await test.router.apply({
      listeners: [listener({ blue: 1 })],
      groups: [group('blue', [slow.port, other.port], [slow.port])],
    });
    const answers = await inParallel(50, 4, () => test.get());
    expect(answers.every(({ text }) => text === 'other')).toBe(true);
    release();
    expect(await begun).toMatchObject({ status: 200, text: 'slow' });
    expect(slow.served).toHaveLength(1);
  });

  it('lose nothing when one drains and leaves under load', async () => {
    const [leaving, staying] = [await test.startTarget('leaving'), await test.startTarget('staying')];
    const groups = (ports: number[], draining: number[]) => [group('blue', ports, draining)];
    const both = [leaving.port, staying.port];
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: groups(both, []) });
    await Promise.all(both.map((port) => test.healthOf(port, 'healthy')));
    let servedWhenDraining = Number.POSITIVE_INFINITY;
    let answered = 0;
    const halfway = Promise.withResolvers<void>();
    const load = inParallel(2000, 8, async () => {
      const answer = await test.get();
      if (++answered === 1000) halfway.resolve();
      return answer;
    });
    await halfway.promise;
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: groups(both, [leaving.port]) });
    // What was chosen before the change may still be on its way: eight at most.
    servedWhenDraining = leaving.served.length;
    const answers = await load;
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: groups([staying.port], []) });
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(leaving.served.length - servedWhenDraining).toBeLessThanOrEqual(8);
    expect(servedWhenDraining).toBeGreaterThan(400);
  });

  it('that leave while a request is under way end it with 502', async () => {
    const target = await test.startTarget('never');
    const arrived = new Promise<void>((resolve) => (target.answer = () => resolve()));
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [target.port])] });
    const begun = test.get();
    await arrived;
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [])] });
    expect((await begun).status).toBe(502);
  });
});

describe('health checks', () => {
  it('make a new target healthy after one success, unhealthy and healthy again after their thresholds', async () => {
    const target = await test.startTarget('a');
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [target.port])] });
    await test.healthOf(target.port, 'healthy');
    let seen = test.health.length;
    target.healthStatus = 503;
    expect(await test.healthOf(target.port, 'unhealthy', seen)).toMatchObject({
      failure: { kind: 'code', status: 503 },
      group: 'blue',
      registration: 1,
    });
    seen = test.health.length;
    target.healthStatus = 200;
    await test.healthOf(target.port, 'healthy', seen);
  });

  it('keep requests away from unhealthy targets, unless there is no other', async () => {
    const [good, bad] = [await test.startTarget('good'), await test.startTarget('bad')];
    bad.healthStatus = 500;
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups: [group('blue', [good.port, bad.port])] });
    await Promise.all([test.healthOf(good.port, 'healthy'), test.healthOf(bad.port, 'unhealthy')]);
    for (let count = 0; count < 6; count++) expect((await test.get()).text).toBe('good');
    good.healthStatus = 500;
    await test.healthOf(good.port, 'unhealthy');
    const answers = await inParallel(6, 1, () => test.get());
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['good', 'bad']));
  });

  it('say why: a refused connection, a silent target', async () => {
    const silent = net.createServer(() => {});
    const silentPort = await test.listen(silent);
    const gone = await test.startTarget('gone');
    await gone.close();
    const check = { ...HEALTH_CHECK, timeoutMs: 30 };
    const groups = [{ ...group('blue', [silentPort, gone.port]), healthCheck: check }];
    await test.router.apply({ listeners: [listener({ blue: 1 })], groups });
    expect((await test.healthOf(silentPort, 'unhealthy')).failure).toEqual({ kind: 'timeout' });
    expect((await test.healthOf(gone.port, 'unhealthy')).failure).toEqual({ kind: 'connection' });
  });

  it('are not made for a group that no listener uses', async () => {
    const [used, unused] = [await test.startTarget('used'), await test.startTarget('unused')];
    await test.router.apply({
      listeners: [listener({ blue: 1 })],
      groups: [group('blue', [used.port]), group('green', [unused.port])],
    });
    await test.healthOf(used.port, 'healthy');
    expect(test.health.filter((change) => change.group === 'green')).toEqual([]);
  });
});
