import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../outcome.ts';
import { LIFECYCLE_EVENTS } from '../release/deployment.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { BLUE, deployment, events, GREEN, outputs, REVISION_1, REVISION_2, taskSet } from '../testing/fixtures.ts';
import { breaks, finishes, reaches, rollsBack, shifts } from '../testing/happenings.ts';
import { deploy } from './deploy.ts';

const usual = { stack: 'svc', force: false, until: 'finished' as const };
const allSucceeded = events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded'])));
const goodWay = [reaches('Install'), reaches('AfterAllowTestTraffic'), shifts(10), shifts(50), finishes];

describe('a release that succeeds', () => {
  it('creates one deployment with the AppSpec, its hash and the alarms of the group that will be green, and ends with 0 at the eighth event', async () => {
    const world = new FakeAws(...goodWay);
    const outcome = await deploy(usual, world.context());
    expect(outcome).toMatchObject({
      outcome: 'released',
      deploymentId: 'd-1',
      adopted: false,
      taskDefinition: REVISION_2,
      blueTargetGroupArn: BLUE,
      greenTargetGroupArn: GREEN,
      rollbackWindowOpen: true,
      status: 'InProgress',
    });
    expect(exitCodeOf(outcome)).toBe(0);
    expect(outcome.weights?.map(({ asked, seen }) => [asked, seen])).toEqual([
      [undefined, 0],
      [10, 10],
      [50, 50],
      [100, 100],
    ]);
    expect(world.writes).toEqual(['create d-1']);
    const [request] = world.created;
    expect(request).toMatchObject({
      application: 'picus-app',
      group: 'picus-group',
      alarms: ['svc-green-5xx'],
      description: 'Release of picus:2',
    });
    expect(request?.appSpec.sha256).toBe(
      createHash('sha256')
        .update(request?.appSpec.content ?? '')
        .digest('hex'),
    );
  });

  it('waits for the termination of blue when asked to', async () => {
    const world = new FakeAws(
      ...goodWay,
      () => {},
      (w) => (w.deployment().status = 'Succeeded'),
    );
    const outcome = await deploy({ ...usual, until: 'terminated' }, world.context());
    expect(outcome).toMatchObject({ outcome: 'released', status: 'Succeeded', rollbackWindowOpen: false });
    expect(world.printedText).toContain('Waiting for the termination of blue.');
  });

  it('keeps the capacity providers of the live task set, which CodeDeploy would strip', async () => {
    const world = new FakeAws(...goodWay);
    world.taskSets = [taskSet({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 2 }] })];
    await deploy(usual, world.context());
    expect(world.created[0]?.appSpec.content).toContain(
      '"CapacityProviderStrategy":[{"Base":0,"CapacityProvider":"FARGATE_SPOT","Weight":2}]',
    );
  });

  it('survives AWS being slow to answer', async () => {
    const world = new FakeAws(...goodWay);
    world.readErrors = [Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })];
    expect(await deploy(usual, world.context())).toMatchObject({ outcome: 'released' });
    expect(world.printedText).toContain('AWS could not be read, trying again: Rate exceeded');
  });
});

describe('before a release', () => {
  it('ends an open rollback window of another revision first', async () => {
    const world = new FakeAws(...goodWay);
    world.deployments = [deployment({ id: 'd-OLD', taskDefinition: REVISION_1, events: allSucceeded })];
    expect(await deploy(usual, world.context())).toMatchObject({ outcome: 'released', deploymentId: 'd-2' });
    expect(world.writes).toEqual(['continue d-OLD', 'create d-2']);
  });

  it('adopts the deployment that it finds releasing the same revision', async () => {
    const world = new FakeAws(shifts(50), finishes);
    world.deployments = [deployment({ id: 'd-MINE', events: events({ Install: 'InProgress' }) })];
    expect(await deploy(usual, world.context())).toMatchObject({
      outcome: 'released',
      deploymentId: 'd-MINE',
      adopted: true,
    });
    expect(world.writes).toEqual([]);
  });

  it('writes nothing when the revision is live', async () => {
    const world = new FakeAws();
    world.taskSets = [taskSet({ taskDefinition: REVISION_2 })];
    const outcome = await deploy(usual, world.context());
    expect([outcome.outcome, exitCodeOf(outcome), world.writes]).toEqual(['nothingToRelease', 0, []]);
  });

  it('names the outputs that a stack lacks', async () => {
    const world = new FakeAws();
    world.stackOutputs = outputs({ ClusterName: '', TestListenerArn: ' ' });
    await expect(deploy(usual, world.context())).rejects.toThrow(
      'Stack svc lacks the outputs ClusterName, TestListenerArn.',
    );
  });

  it('waits for an alarm of the last release to end, and refuses when it stays', async () => {
    const alarm = (state: string) => (world: FakeAws) => {
      world.alarmStates = [{ name: 'svc-green-5xx', state, reason: 'x' }];
    };
    const world = new FakeAws(alarm('OK'), ...goodWay);
    alarm('ALARM')(world);
    expect(await deploy(usual, world.context())).toMatchObject({ outcome: 'released' });
    expect(world.printedText).toContain('Waiting for an earlier alarm of green to end: svc-green-5xx.');
    const stuck = new FakeAws();
    alarm('ALARM')(stuck);
    await expect(deploy(usual, stuck.context())).rejects.toThrow('In ALARM before the release began');
    expect(stuck.writes).toEqual([]);
  });

  it('refuses when an alarm does not exist', async () => {
    const world = new FakeAws();
    world.alarmStates = [];
    await expect(deploy(usual, world.context())).rejects.toThrow(
      'These alarms do not exist, so nothing would roll green back: svc-green-5xx.',
    );
  });
});

describe('a release that fails', () => {
  const alarm = breaks({
    event: 'AllowTraffic',
    status: 'Stopped',
    code: 'ALARM_ACTIVE',
    message: 'Activated alarms: svc-green-5xx',
  });

  it('follows the rollback to its end, asks the listener, and ends with 1', async () => {
    const world = new FakeAws(reaches('Install'), shifts(10), alarm, rollsBack);
    const outcome = await deploy(usual, world.context());
    expect(outcome).toMatchObject({
      outcome: 'rolledBack',
      message: 'Release of picus:2 failed at AllowTraffic: ALARM_ACTIVE: Activated alarms: svc-green-5xx',
      rollback: { deploymentId: 'd-ROLLBACK', status: 'Succeeded' },
      rollbackWindowOpen: false,
    });
    expect(outcome.details).toEqual(['Rolled back by deployment d-ROLLBACK: the version before serves all traffic.']);
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('waits for a rollback that the deployment names only a few looks later', async () => {
    const late = [() => {}, () => {}, alarm, rollsBack];
    const unnamed = breaks({
      event: 'AllowTraffic',
      status: 'Stopped',
      code: 'ALARM_ACTIVE',
      message: 'x',
      rollback: false,
    });
    const outcome = await deploy(usual, new FakeAws(shifts(10), unnamed, ...late).context());
    expect(outcome).toMatchObject({ outcome: 'rolledBack', rollback: { deploymentId: 'd-ROLLBACK' } });
  });

  it('ends with 3 when the rollback succeeded but the listener still sends to green', async () => {
    const world = new FakeAws(shifts(10), alarm, (w) => (w.deployment('d-ROLLBACK').status = 'Succeeded'));
    const outcome = await deploy(usual, world.context());
    expect(exitCodeOf(outcome)).toBe(3);
    expect(outcome.details.at(-1)).toContain(
      'NOT rolled back: rollback d-ROLLBACK succeeded, but the listener still sends traffic to green.',
    );
  });

  it('ends with 3 when no rollback comes and traffic stays split', async () => {
    const world = new FakeAws(
      shifts(40),
      breaks({ event: 'AllowTraffic', status: 'Failed', code: 'TIMEOUT', message: 'too slow', rollback: false }),
    );
    const outcome = await deploy(usual, world.context());
    expect(exitCodeOf(outcome)).toBe(3);
    expect(outcome.details.at(-1)).toContain('names no rollback');
  });

  it("shows the hook's log, unhealthy targets and stopped tasks", async () => {
    const message = 'The deployment failed because one or more of the lifecycle event validation functions failed.';
    const world = new FakeAws(
      reaches('AfterAllowTestTraffic'),
      (w) => (w.health[GREEN] = [{ target: '10.0.0.1:8080', state: 'unhealthy', reason: 'Health checks failed' }]),
      breaks({ event: 'AfterAllowTestTraffic', status: 'Failed', code: 'HOOK_EXECUTION_FAILURE', message }),
      rollsBack,
    );
    world.hookLog = {
      group: '/aws/lambda/verify-green',
      stream: '2026/01/01/[1]x',
      lines: ['GET /health answered 500'],
    };
    world.stoppedTasks = ['Essential container in task exited; app exited with 1'];
    const outcome = await deploy(usual, world.context());
    expect(outcome.details).toEqual([
      "Last lines of the hook's log (/aws/lambda/verify-green, 2026/01/01/[1]x):",
      '  GET /health answered 500',
      'Green target 10.0.0.1:8080 was unhealthy: Health checks failed',
      'A task stopped: Essential container in task exited; app exited with 1',
      'Rolled back by deployment d-ROLLBACK: the version before serves all traffic.',
    ]);
  });
});

describe('a watch that ends before the release', () => {
  it('says on Ctrl-C that the deployment goes on, and how to watch and stop it', async () => {
    const world = new FakeAws(reaches('Install'), (w) => w.interrupt.abort(new Error('Interrupted.')));
    const outcome = await deploy(usual, world.context());
    expect(exitCodeOf(outcome)).toBe(130);
    expect([outcome.message, ...outcome.details]).toEqual([
      'Interrupted. Deployment d-1 goes on by itself.',
      'Watch it: deployer watch --deployment-id d-1',
      'Stop it and return to the version before: deployer stop --stack svc --rollback',
    ]);
    expect(world.writes).toEqual(['create d-1']);
  });

  it('ends with 4 at the time-out, and when AWS refuses to be read', async () => {
    const slow = await deploy(usual, new FakeAws().context({ timeoutMs: 60_000 }));
    expect([exitCodeOf(slow), slow.message]).toEqual([4, 'Deployment d-1 goes on; its end was not seen in 1 min.']);
    const world = new FakeAws();
    world.readErrors = [Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })];
    const denied = await deploy(usual, world.context());
    expect([exitCodeOf(denied), denied.message]).toEqual([
      4,
      'Deployment d-1 goes on, but it cannot be watched: AccessDeniedException: not authorized',
    ]);
  });
});
