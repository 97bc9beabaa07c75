import { describe, expect, it } from '@jest/globals';
import { LIFECYCLE_EVENTS } from '../release/deployment.ts';
import { markOf, NOTHING_MOVES, type Suspended } from '../release/suspension.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { deployment, events, START, taskSet, REVISION_2 } from '../testing/fixtures.ts';
import { breaks, finishes, type reaches, rollsBack, shifts } from '../testing/happenings.ts';
import { deploy } from './deploy.ts';
import { finish } from './finish.ts';
import { stop } from './stop.ts';
import { watch } from './watch.ts';

const ACTIVE: Suspended = { scalingIn: false, scalingOut: false, scheduled: false };
const SUSPEND = 'suspend [true,true,true]';
const RESUME = 'suspend [false,false,false]';
const options = { stack: 'svc', force: false, until: 'finished' as const };
const allSucceeded = events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded'])));

function scaled(suspended: Suspended, ...happenings: ReturnType<typeof reaches>[]): FakeAws {
  const world = new FakeAws(...happenings);
  world.scaling = { arn: 'arn:target', suspended, mark: undefined };
  return world;
}

/** What a release left that was killed after it suspended. */
function leftBehind(...happenings: ReturnType<typeof reaches>[]): FakeAws {
  const world = scaled(NOTHING_MOVES, ...happenings);
  world.scaling!.mark = markOf({ at: START - 1000, before: ACTIVE });
  return world;
}

const stopped = breaks({ event: 'AllowTraffic', status: 'Stopped', code: 'ALARM_ACTIVE', message: 'x' });

describe('a release of a service that is scaled', () => {
  it('suspends before the deployment and resumes when all traffic is on green, the window still open', async () => {
    const world = scaled(ACTIVE, shifts(10), finishes);
    expect(await deploy(options, world.context())).toMatchObject({ outcome: 'released', rollbackWindowOpen: true });
    expect(world.writes).toEqual(['mark', SUSPEND, 'create d-1', RESUME, 'unmark']);
    expect(world.scaling).toEqual({ arn: 'arn:target', suspended: ACTIVE, mark: undefined });
  });

  it('resumes before it waits for the end of the window', async () => {
    const ends = (world: FakeAws) => {
      world.writes.push('window ends');
      world.deployment().status = 'Succeeded';
    };
    const world = scaled(ACTIVE, shifts(10), finishes, ends);
    await deploy({ ...options, until: 'terminated' }, world.context());
    expect(world.writes).toEqual(['mark', SUSPEND, 'create d-1', RESUME, 'unmark', 'window ends']);
  });

  it('resumes after the rollback, not before', async () => {
    const rolledBack = (world: FakeAws) => {
      rollsBack(world);
      world.writes.push('rolled back');
    };
    const world = scaled(ACTIVE, shifts(10), stopped, rolledBack);
    expect(await deploy(options, world.context())).toMatchObject({ outcome: 'rolledBack' });
    expect(world.writes).toEqual(['mark', SUSPEND, 'create d-1', 'rolled back', RESUME, 'unmark']);
  });

  it('leaves the suspension when it is interrupted in mid-shift: the next command ends it', async () => {
    const world = scaled(ACTIVE, shifts(10), (of) => of.interrupt.abort(new Error('Ctrl-C')));
    expect(await deploy(options, world.context())).toMatchObject({ outcome: 'interrupted' });
    expect(world.scaling?.suspended).toEqual(NOTHING_MOVES);
    finishes(world);
    const next = { ...world.context(), interrupted: new AbortController().signal };
    expect(await watch({ stack: 'svc', until: 'finished' }, next)).toMatchObject({ outcome: 'released' });
    expect(world.scaling).toMatchObject({ suspended: ACTIVE, mark: undefined });
  });

  it("keeps a person's suspension, whole or in part", async () => {
    const whole = scaled(NOTHING_MOVES, shifts(10), finishes);
    await deploy(options, whole.context());
    expect(whole.writes).toEqual(['create d-1']);
    const part = scaled({ ...ACTIVE, scalingIn: true }, shifts(10), finishes);
    await deploy(options, part.context());
    expect(part.writes).toEqual(['mark', SUSPEND, 'create d-1', 'suspend [true,false,false]', 'unmark']);
  });

  it('does not begin when it cannot suspend', async () => {
    const world = scaled(ACTIVE);
    world.scalingError = new Error('not authorized');
    await expect(deploy(options, world.context())).rejects.toThrow('not authorized');
    expect(world.writes).toEqual([]);
  });

  it('resumes when no deployment could be created', async () => {
    const world = scaled(ACTIVE);
    const context = world.context();
    context.aws.deployments.create = async () => {
      throw new Error('no such group');
    };
    await expect(deploy(options, context)).rejects.toThrow('no such group');
    expect(world.writes).toEqual(['mark', SUSPEND, RESUME, 'unmark']);
  });

  it('says so when it cannot resume, and has released all the same', async () => {
    const world = scaled(ACTIVE, shifts(10), (of) => {
      finishes(of);
      of.scalingError = new Error('throttled');
    });
    const outcome = await deploy(options, world.context());
    expect(outcome.outcome).toBe('released');
    expect(outcome.details.at(-1)).toContain('may still be suspended (throttled)');
  });
});

describe('a suspension that a killed release left', () => {
  const released = (overrides = {}) => deployment({ events: allSucceeded, ...overrides });

  it('is ended by deploy, though there is nothing to release', async () => {
    const world = leftBehind();
    world.taskSets = [taskSet({ taskDefinition: REVISION_2 })];
    world.deployments = [released({ status: 'Succeeded' })];
    expect(await deploy(options, world.context())).toMatchObject({ outcome: 'nothingToRelease' });
    expect(world.writes).toEqual([RESUME, 'unmark']);
  });

  it('is ended by finish, with a window and without', async () => {
    const open = leftBehind();
    open.deployments = [released()];
    await finish({ stack: 'svc' }, open.context());
    expect(open.writes).toEqual(['continue d-ACTIVE', RESUME, 'unmark']);
    const closed = leftBehind();
    closed.deployments = [released({ status: 'Succeeded' })];
    await finish({ stack: 'svc' }, closed.context());
    expect(closed.writes).toEqual([RESUME, 'unmark']);
  });

  it('is ended by stop, after the rollback', async () => {
    const world = leftBehind(stopped, rollsBack);
    world.deployments = [deployment({ events: events({ AllowTraffic: 'InProgress' }) })];
    await stop({ stack: 'svc', rollback: true }, world.context());
    expect(world.writes).toEqual(['stop d-ACTIVE rollback=true', RESUME, 'unmark']);
  });

  it('is ended by watch, even of a deployment that has ended', async () => {
    const world = leftBehind();
    world.deployments = [released({ status: 'Succeeded' })];
    await watch({ stack: 'svc', until: 'finished' }, world.context());
    expect(world.writes).toEqual([RESUME, 'unmark']);
  });

  it('stays while its deployment shifts traffic', async () => {
    const world = leftBehind();
    world.deployments = [deployment({ events: events({ AllowTraffic: 'InProgress' }) })];
    await expect(finish({ stack: 'svc' }, world.context())).rejects.toThrow('is not finished');
    expect(world.writes).toEqual([]);
  });

  it('is taken over by the next release, which restores what was before the first', async () => {
    const world = leftBehind(shifts(10), finishes);
    await deploy(options, world.context());
    expect(world.writes).toEqual(['mark', 'create d-1', RESUME, 'unmark']);
  });
});
