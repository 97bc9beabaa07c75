import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { FakePipelines } from './testing/fake-pipelines.ts';
import { approvalRun, execution, stage, view, waitingView } from './testing/fixtures.ts';

const waiting = (...names: string[]) => {
  const world = new FakePipelines();
  world.views = names.map((name) => waitingView({ name }));
  world.executions = [execution()];
  return world;
};

describe('a decision', () => {
  it('is put with the token of what waits, after it was shown', async () => {
    const world = waiting('picus');
    world.views.push(view({ name: 'idle' }));
    const outcome = await decide(true, { comment: 'go' }, world.context());
    expect(outcome).toMatchObject({ outcome: 'done', executionId: 'e-1', decision: 'Approved' });
    expect(world.printedText).toBe(
      [
        'approval    picus: Prod.Approve, Release to prod',
        'execution   e-1',
        'commit      c0ffee1 one',
        'waits since 2027-01-15T07:58:00.000Z, 2 min',
      ].join('\n'),
    );
    expect(world.writes).toEqual([
      { pipeline: 'picus', stage: 'Prod', action: 'Approve', token: 'token-1', approved: true, comment: 'go' },
    ]);
  });

  it('is refused where nothing waits, or something else than what was named', async () => {
    const idle = new FakePipelines();
    await expect(decide(true, {}, idle.context())).rejects.toThrow('No approval waits in picus.');
    const world = waiting('picus');
    await expect(decide(true, { execution: 'e-2' }, world.context())).rejects.toThrow(
      'What you named does not wait for a decision. What waits:\n  picus: Prod.Approve of execution e-1, for 2 min',
    );
    await expect(decide(true, { comment: 'x'.repeat(513) }, world.context())).rejects.toThrow('512 characters');
    expect([...idle.writes, ...world.writes]).toEqual([]);
  });

  it('needs to know which of several', async () => {
    const world = waiting('one', 'two');
    await expect(decide(false, { comment: 'no' }, world.context())).rejects.toThrow(
      /^Several approvals wait: .*\n {2}one: Prod.Approve .*\n {2}two: Prod.Approve /,
    );
    await decide(false, { comment: 'no', pipeline: 'two' }, world.context());
    expect(world.writes).toMatchObject([{ pipeline: 'two', approved: false }]);
  });

  it('in the mode PARALLEL takes the token from the execution', async () => {
    const world = new FakePipelines();
    world.views = [view({ mode: 'PARALLEL', stages: [stage('Prod', [approvalRun({ token: undefined })])] })];
    world.executions = [execution({ id: 'e-2' }), execution(), execution({ id: 'e-0', status: 'Succeeded' })];
    for (const id of ['e-2', 'e-1', 'e-0'])
      world.runsOf[id] = [approvalRun({ token: undefined, externalId: `token of ${id}` })];
    await expect(decide(true, {}, world.context())).rejects.toThrow('Several approvals wait');
    await decide(true, { execution: 'e-2' }, world.context());
    expect(world.writes).toMatchObject([{ token: 'token of e-2' }]);
  });
});
