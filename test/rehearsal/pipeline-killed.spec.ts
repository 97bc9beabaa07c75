import { RetryStageExecutionCommand, StageRetryMode } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { greeting, PIPELINE, PipelineProduct } from './support/pipeline-product.ts';
import { alive } from './support/processes.ts';
import { startUp, type UpCommand } from './support/up-command.ts';

/** `npm run rehearse` of the small product, ended by SIGKILL in mid-pipeline and started again on the same state. */
let product: PipelineProduct;
let up: UpCommand | undefined;

beforeAll(async () => {
  product = await PipelineProduct.make();
}, 30_000);

afterAll(async () => {
  await up?.end();
  product.remove();
}, 60_000);

describe('an engine that is killed in mid-pipeline', () => {
  it('shows a build that ran as failed, keeps an approval that waited, and takes the commit to prod', async () => {
    await product.commit('what the environments begin with', greeting('hello'));
    up = await startUp(product);
    const prod = await up.parametersOf('prod');
    const commit = await product.commit('one', greeting('good morning'));
    await up.push();
    const building = await eventually('a build that runs', async () => {
      const [newest] = (await up?.view.executionsOf(commit)) ?? [];
      const actions = newest?.pipelineExecutionId && (await up?.view.actions(newest.pipelineExecutionId));
      return (actions || []).find(({ stageName, status }) => stageName === 'Build' && status === 'InProgress');
    });
    const id = building.pipelineExecutionId ?? '';
    const ran = await up.killAfterSaving(building.startTime ?? new Date());
    expect(ran).not.toEqual([]);

    up = await startUp(product);
    expect(up.output()).toContain('Everything is there from the last time');
    expect(up.output()).toMatch(
      /#2 Build \/ Build +failed, \S+ s: The engine ended while this action ran\.\n#2 failed in Build/,
    );
    expect(alive(ran)).toEqual([]);
    expect(await up.view.ended(commit)).toEqual({ id, status: 'Failed' });
    expect(await up.view.story(id)).toEqual(['Source/example_small Succeeded', 'Build/Build Failed']);
    expect((await up.reasonsOf(id)).reasons).toEqual([expect.stringContaining('The engine ended while this')]);
    expect(await up.parametersOf('prod')).toEqual(prod);

    const stage = { pipelineName: PIPELINE, stageName: 'Build', pipelineExecutionId: id };
    await up.codepipeline.send(new RetryStageExecutionCommand({ ...stage, retryMode: StageRetryMode.FAILED_ACTIONS }));
    expect(await up.view.untilWaiting(commit)).toBe(id);
    const waiting = await up.view.waiting();
    const story = await up.view.story(id);
    const approval = (await up.view.actions(id)).at(-1);
    const dev = await up.parametersOf('dev');
    await up.killAfterSaving(approval?.startTime ?? new Date());

    up = await startUp(product);
    expect(up.output()).toMatch(/#2 prod \/ Approve +waits for a decision: npm run release -- approve/);
    expect(up.output()).not.toContain('#1 ');
    expect(await up.view.waiting()).toEqual(waiting);
    expect(await up.view.story(id)).toEqual(story);
    expect([await up.parametersOf('dev'), await up.parametersOf('prod')]).toEqual([dev, prod]);
    await up.decide('Approved', 'after all that', waiting?.token);
    expect(await up.view.ended(commit)).toEqual({ id, status: 'Succeeded' });
    expect((await up.parametersOf('prod'))['greeting']).toBe('good morning (2)');
    expect(await up.end()).toBe(0);
  }, 400_000);
});
