import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Load } from '../../rehearsal/drills/load/start-load.ts';
import { ScaledService, until } from './support/scaled-service.ts';

/** Of a simulated minute, in real milliseconds. */
const MINUTE = 1000;
/** Requests a second, which a simulated minute lasts: three tasks' worth and more. */
const RATE = 120;

let scaled: ScaledService;
let load: Load | undefined;

beforeEach(async () => {
  scaled = await ScaledService.start();
}, 60_000);

afterEach(async () => {
  await load?.stop();
  load = undefined;
  await scaled.stop();
}, 30_000);

const ALL = [true, true, true];
const NONE = [false, false, false];
const SUSPENDED = { suspended: ALL, tags: ['deployer:suspended'] };
const RESUMED = { suspended: NONE, tags: [] };

const desired = async () => (await scaled.service()).desiredCount;
const counts = async () => (await scaled.service()).taskSets?.map(({ computedDesiredCount }) => computedDesiredCount);

describe('a service under more load than its tasks should have', () => {
  it('stays as it is while scaling is suspended, scales out when it is resumed, and every task answers', async () => {
    await scaled.suspend(true);
    load = scaled.load(RATE);
    await until(async () => Date.now() - ((await scaled.overloadedSince()) ?? Date.now()) > 3 * MINUTE);
    expect(await desired()).toBe(1);
    expect(await scaled.activities()).toEqual([]);

    await scaled.suspend(false);
    await until(async () => (await scaled.answering(9)).size === 3);
    expect(await desired()).toBe(3);
    await until(async () => (await scaled.activities())[0]?.StatusCode === 'Successful');
    const activities = await scaled.activities();
    expect(activities[0]?.Description).toBe('Setting desired count to 3.');
    expect(activities[0]?.Cause).toMatch(/^monitor alarm TargetTracking-.* in state ALARM triggered policy requests$/);
    expect(scaled.metricNames().toSorted()).toEqual(['CPUUtilization', 'MemoryUtilization']);
    expect((await load?.stop())?.failed).toBe(0);
  }, 60_000);
});

describe('a release of a service that is scaled', () => {
  it('suspends scaling for the shift; a tool that was killed leaves that to the next command', async () => {
    load = scaled.load(RATE);
    await until(async () => (await desired()) === 3 && (await scaled.answering(9)).size === 3);

    const first = await scaled.prepareRelease();
    const release = scaled.tool('deploy', '--stack', first);
    await until(async () => (await counts())?.length === 2);
    expect(await scaled.scaling()).toEqual(SUSPENDED);
    expect(await counts()).toEqual([3, 3]);
    const { exitCode, output } = await release.ended;
    expect(output).toContain('Scaling of blue is suspended until all traffic is on green.');
    expect(output).toContain('Scaling of blue is resumed.');
    expect(exitCode).toBe(0);
    // The rollback window is open: both versions are there.
    expect(await scaled.scaling()).toEqual(RESUMED);
    expect(await counts()).toEqual([3, 3]);

    const second = await scaled.prepareRelease();
    const killed = scaled.tool('deploy', '--stack', second);
    // The first release is ended before the second one begins.
    await until(async () => (await scaled.deployments()).length === 2);
    killed.kill();
    await killed.ended;
    const status = await scaled.tool('status', '--stack', second).ended;
    expect(status.output).toContain('scaling      suspended while traffic shifts');
    expect(await scaled.scaling()).toEqual(SUSPENDED);
    const watched = await scaled.tool('watch', '--stack', second).ended;
    expect(watched.output).toContain('Scaling of blue is resumed.');
    expect(await scaled.scaling()).toEqual(RESUMED);
    expect((await load?.stop())?.failed).toBe(0);
  }, 120_000);
});
