import { describe, expect, it } from '@jest/globals';
import { status } from './status.ts';
import { FakePipelines } from './testing/fake-pipelines.ts';
import { execution, run, stage, view, waitingView } from './testing/fixtures.ts';

describe('status', () => {
  it('tells programs what it tells people, without the token of an approval', async () => {
    const world = new FakePipelines();
    world.views = [waitingView()];
    world.executions = [execution()];
    const outcome = await status({}, world.context());
    expect(outcome).toMatchObject({
      outcome: 'done',
      message: '1 under way, 1 to decide.',
      executionId: 'e-1',
      view: { approvals: [{ stage: 'Prod', action: 'Approve', executionId: 'e-1' }] },
    });
    expect(world.printedText).toContain('Prod.Approve waits for a decision for 2 min');
    expect(JSON.stringify(outcome)).not.toContain('token-1');
    expect(world.writes).toEqual([]);
  });

  it('does without what may not be read', async () => {
    const world = new FakePipelines();
    world.views = [view({ stages: [stage('Build', [run({ status: 'Failed' })], { status: 'Failed' })] })];
    const denied = { ...world.gateway(), builds: () => Promise.reject(new Error('not authorized')) };
    const outcome = await status({}, world.context({ pipelines: denied }));
    expect(outcome.message).toBe('No execution yet.');
    expect(world.printedText).toContain('Its log could not be read: not authorized');
  });
});
