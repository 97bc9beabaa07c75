import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../outcome.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { FakeAws, type Happening } from '../testing/fake-aws.ts';
import { functionDeployment, functionEvents, functionOutputs } from '../testing/fixtures.ts';
import { deploy } from './deploy.ts';
import { finish } from './finish.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { watch } from './watch.ts';

const usual = { stack: 'fn', force: false, until: 'finished' as const };

const worldOf = (...happenings: Happening[]) => {
  const world = new FakeAws(...happenings);
  world.stackOutputs = functionOutputs();
  return world;
};

const shifts =
  (percent: number): Happening =>
  (world) => {
    const deployment = world.deployment();
    deployment.status = 'InProgress';
    deployment.events = functionEvents('InProgress');
    deployment.functionShift!.weight = percent;
    world.aliasRouting = { version: '1', additional: { version: '2', percent } };
  };

const succeeds: Happening = (world) => {
  const deployment = world.deployment();
  deployment.status = 'Succeeded';
  deployment.events = functionEvents('Succeeded');
  deployment.functionShift!.weight = 100;
  world.aliasRouting = { version: '2', additional: undefined };
};

const alarms: Happening = (world) => {
  const broken = world.deployment();
  broken.status = 'Stopped';
  broken.error = { code: 'ALARM_ACTIVE', message: 'Activated alarms: delete-item-errors' };
  broken.events = functionEvents('Failed');
  broken.rollback = { id: 'd-ROLLBACK', message: '' };
  const rollback = { id: 'd-ROLLBACK', creator: 'codeDeployRollback', status: 'InProgress' };
  world.deployments.push(functionDeployment(rollback));
  world.deployments.reverse();
};

const rollsBack: Happening = (world) => {
  world.aliasRouting = { version: '1', additional: undefined };
  world.deployment('d-ROLLBACK').status = 'Succeeded';
};

describe('the release of a function', () => {
  it('moves the alias by one deployment, from the version it names to the one of the stack, and watches it there', async () => {
    const world = worldOf(shifts(10), succeeds);
    const outcome = await deploy(usual, world.context());
    expect(outcome).toMatchObject({
      outcome: 'released',
      message: expect.stringMatching(/^Released delete-item version 2 in .*: all traffic is on it\.$/),
      functionVersion: '2',
      details: [],
    });
    expect(outcome.weights?.map(({ asked, seen }) => [asked, seen])).toEqual([
      [undefined, 0],
      [10, 10],
      [100, 100],
    ]);
    expect(world.created).toMatchObject([{ alarms: ['delete-item-errors'], application: 'picus-functions' }]);
    expect(JSON.parse(world.created[0]!.appSpec.content)).toEqual({
      version: 0,
      Resources: [
        {
          'delete-item': {
            Type: 'AWS::Lambda::Function',
            Properties: { Name: 'delete-item', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
          },
        },
      ],
    });
  });

  it('that its alarm stops ends with 1 once the alias names the version before again', async () => {
    const world = worldOf(shifts(10), alarms, rollsBack);
    const outcome = await deploy(usual, world.context());
    expect(exitCodeOf(outcome)).toBe(1);
    expect(outcome.message).toBe(
      'Release of delete-item version 2 failed at AllowTraffic: ALARM_ACTIVE: Activated alarms: delete-item-errors',
    );
    expect(outcome.details).toEqual(['Rolled back by deployment d-ROLLBACK: the version before serves all traffic.']);
  });

  it('ends with 3 when the rollback succeeded and the alias still names the bad version', async () => {
    const world = worldOf(shifts(10), alarms, (w) => void (w.deployment('d-ROLLBACK').status = 'Succeeded'));
    const outcome = await deploy(usual, world.context());
    expect(exitCodeOf(outcome)).toBe(3);
    expect(outcome.details.at(-1)).toContain('but the alias still sends traffic to green');
  });

  it('makes nothing when the alias already names the version', async () => {
    const world = worldOf();
    world.aliasRouting = { version: '2', additional: undefined };
    expect(await deploy(usual, world.context())).toMatchObject({ outcome: 'nothingToRelease' });
    expect(world.writes).toEqual([]);
  });

  it('follows a deployment of the same version, and refuses beside one of another', async () => {
    const same = worldOf(succeeds);
    same.deployments = [functionDeployment()];
    expect(await deploy(usual, same.context())).toMatchObject({ outcome: 'released', adopted: true });
    const other = worldOf();
    other.stackOutputs = functionOutputs({ FunctionVersion: '3' });
    other.deployments = [functionDeployment()];
    await expect(deploy(usual, other.context())).rejects.toThrow(/d-ACTIVE is releasing delete-item version 2/);
  });

  it('refuses an alias that an earlier failure left in between, unless forced', async () => {
    const between = { version: '1', additional: { version: '2', percent: 10 } };
    const world = worldOf(shifts(10), succeeds);
    world.aliasRouting = between;
    await expect(deploy(usual, world.context())).rejects.toThrow(/gives 10 % to version 2/);
    expect(await deploy({ ...usual, force: true }, world.context())).toMatchObject({ outcome: 'released' });
  });

  it('refuses a stack without a published version', async () => {
    const world = worldOf();
    world.stackOutputs = functionOutputs({ FunctionVersion: '$LATEST', AlarmNames: '' });
    await expect(deploy(usual, world.context())).rejects.toThrow(CannotRelease);
  });
});

describe('the other commands, for a function', () => {
  it('watch follows, by stack or by id', async () => {
    for (const which of [{ stack: 'fn' }, { deploymentId: 'd-ACTIVE' }]) {
      const world = worldOf(shifts(10), succeeds);
      world.deployments = [functionDeployment()];
      expect(await watch({ ...which, until: 'finished' }, world.context())).toMatchObject({
        outcome: 'released',
        functionVersion: '2',
        weights: [{ seen: 0 }, { seen: 10 }, { seen: 100 }],
      });
    }
  });

  it('stop --rollback is done when the alias names the version before', async () => {
    const world = worldOf(alarms, rollsBack);
    world.deployments = [functionDeployment()];
    shifts(10)(world);
    const outcome = await stop({ stack: 'fn', rollback: true }, world.context());
    expect(outcome).toMatchObject({
      outcome: 'done',
      message: 'Stopped: delete-item is served by the version before.',
    });
  });

  it('finish has no window to end', async () => {
    expect(await finish({ stack: 'fn' }, worldOf().context())).toMatchObject({
      outcome: 'done',
      message: 'No rollback window of delete-item is open.',
    });
  });

  it('status is this text', async () => {
    const world = worldOf();
    world.deployments = [functionDeployment()];
    shifts(10)(world);
    await status({ stack: 'fn' }, world.context());
    expect(world.printedText.split('\n')).toEqual([
      'function     delete-item',
      'stack names  version 2',
      'deployment   d-ACTIVE releases delete-item version 2, InProgress',
      'alias live   version 1 90 %, version 2 10 %',
      'alarm        delete-item-errors OK',
    ]);
  });
});
