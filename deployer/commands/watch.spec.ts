import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../outcome.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { deployment, events, GREEN, REVISION_2, taskSet } from '../testing/fixtures.ts';
import { breaks, finishes, reaches, rollsBack, shifts } from '../testing/happenings.ts';
import { watch } from './watch.ts';

const until = 'finished' as const;

describe('watch', () => {
  it("follows a stack's active deployment, with the group that the deployment fills as green", async () => {
    const world = new FakeAws(shifts(50), finishes);
    world.deployments = [deployment({ events: events({ Install: 'InProgress' }) })];
    world.taskSets = [
      taskSet(),
      taskSet({ status: 'ACTIVE', taskDefinition: REVISION_2, targetGroupArn: GREEN, deploymentId: 'd-ACTIVE' }),
    ];
    const outcome = await watch({ stack: 'svc', until }, world.context());
    expect(outcome).toMatchObject({ outcome: 'released', deploymentId: 'd-ACTIVE', greenTargetGroupArn: GREEN });
    expect(world.printedText).toContain('weights seen           blue 50 %, green 50 %');
    expect(world.writes).toEqual([]);
  });

  it('once all traffic moved, still knows green by the task set that the deployment made', async () => {
    const world = new FakeAws();
    world.deployments = [deployment({ status: 'Succeeded' })];
    world.productionGreen = 100;
    world.taskSets = [taskSet({ taskDefinition: REVISION_2, targetGroupArn: GREEN, deploymentId: 'd-ACTIVE' })];
    expect(await watch({ stack: 'svc', until }, world.context())).toMatchObject({
      greenTargetGroupArn: GREEN,
      weights: [{ seen: 100 }],
    });
  });

  it('finds the sides of a deployment by its id alone, from its weights', async () => {
    const world = new FakeAws(
      breaks({ event: 'AllowTraffic', status: 'Stopped', code: 'MANUAL_STOP', message: 'stopped' }),
      rollsBack,
    );
    world.deployments = [deployment()];
    reaches('AllowTraffic')(world);
    shifts(20)(world);
    const outcome = await watch({ deploymentId: 'd-ACTIVE', until }, world.context());
    expect(outcome).toMatchObject({ outcome: 'rolledBack', greenTargetGroupArn: GREEN });
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('does not guess the sides where the weights do not tell them', async () => {
    const world = new FakeAws(finishes);
    world.deployments = [deployment()];
    shifts(50)(world);
    const outcome = await watch({ deploymentId: 'd-ACTIVE', until }, world.context());
    expect(outcome.greenTargetGroupArn).toBeUndefined();
    expect(outcome.outcome).toBe('released');
  });

  it('says what it needs', async () => {
    await expect(watch({ until }, new FakeAws().context())).rejects.toThrow('Say what to watch');
    await expect(watch({ stack: 'svc', until }, new FakeAws().context())).rejects.toThrow('has had no deployment yet');
  });
});
