import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../outcome.ts';
import { LIFECYCLE_EVENTS } from '../release/deployment.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { deployment, events } from '../testing/fixtures.ts';
import { breaks, reaches, rollsBack } from '../testing/happenings.ts';
import { finish } from './finish.ts';
import { stop } from './stop.ts';

const allSucceeded = events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded'])));
const svc = { stack: 'svc' };

describe('finish', () => {
  it('ends an open rollback window', async () => {
    const world = new FakeAws();
    world.deployments = [deployment({ events: allSucceeded })];
    expect(await finish(svc, world.context())).toMatchObject({ outcome: 'done', status: 'Succeeded' });
    expect(world.writes).toEqual(['continue d-ACTIVE']);
  });

  it('has nothing to do when none is open', async () => {
    const outcome = await finish(svc, new FakeAws().context());
    expect(outcome.message).toBe('No rollback window of picus is open.');
  });

  it('refuses while the release is not finished', async () => {
    const world = new FakeAws();
    world.deployments = [deployment({ events: events({ Install: 'InProgress' }) })];
    await expect(finish(svc, world.context())).rejects.toThrow('is not finished');
    expect(world.writes).toEqual([]);
  });
});

describe('stop', () => {
  const stopped = (rollback: boolean) =>
    breaks({ event: 'AllowTraffic', status: 'Stopped', code: 'MANUAL_STOP', message: 'stopped', rollback });

  it('with rollback is done when the version before serves', async () => {
    const world = new FakeAws(stopped(true), rollsBack);
    world.deployments = [deployment({})];
    reaches('AllowTraffic')(world);
    world.productionGreen = 30;
    expect(await stop({ ...svc, rollback: true }, world.context())).toMatchObject({
      outcome: 'done',
      message: 'Stopped: picus is served by the version before.',
    });
    expect(world.writes).toEqual(['stop d-ACTIVE rollback=true']);
  });

  it('in the rollback window of a finished release waits for the rollback too', async () => {
    const world = new FakeAws(stopped(true), rollsBack);
    world.deployments = [deployment({ events: allSucceeded })];
    world.productionGreen = 100;
    expect(await stop({ ...svc, rollback: true }, world.context())).toMatchObject({
      outcome: 'done',
      rollback: { status: 'Succeeded' },
    });
  });

  it('with rollback ends with 3 when the rollback never comes', async () => {
    const world = new FakeAws(stopped(false));
    world.deployments = [deployment({})];
    reaches('AllowTraffic')(world);
    world.productionGreen = 30;
    expect(exitCodeOf(await stop({ ...svc, rollback: true }, world.context()))).toBe(3);
  });

  it('without rollback says where the traffic stays', async () => {
    const world = new FakeAws(stopped(false));
    world.deployments = [deployment({ autoRollback: false })];
    reaches('AllowTraffic')(world);
    world.productionGreen = 30;
    expect(await stop({ ...svc, rollback: false }, world.context())).toMatchObject({
      outcome: 'done',
      message: 'Stopped without a rollback: 30 % of the traffic on green.',
    });
  });

  it('refuses when nothing is active, and never stops a rollback', async () => {
    const world = new FakeAws();
    await expect(stop({ ...svc, rollback: true }, world.context())).rejects.toThrow('no active deployment');
    world.deployments = [deployment({ creator: 'codeDeployRollback' })];
    await expect(stop({ ...svc, rollback: true }, world.context())).rejects.toThrow('is a rollback');
    expect(world.writes).toEqual([]);
  });
});
