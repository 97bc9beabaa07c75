import { type ActionExecutionDetail, RetryStageExecutionCommand, StageRetryMode } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { greeting, PIPELINE, PipelineProduct, withAddedStep } from './support/pipeline-product.ts';
import { alive } from './support/processes.ts';
import { startUp, type UpCommand } from './support/up-command.ts';

/** `npm run rehearse` of the small product, ended by SIGKILL in mid-pipeline and started again on the same state. */
let product: PipelineProduct;
let up: UpCommand | undefined;

beforeEach(async () => {
  product = await PipelineProduct.make();
  await product.commit('what the environments begin with', greeting('hello'));
}, 30_000);

afterEach(async () => {
  await up?.end();
  product.remove();
}, 60_000);

/** Resolves with the action as soon as it runs. */
const runs = ({ view }: UpCommand, commit: string, stage: string): Promise<ActionExecutionDetail> =>
  eventually(
    `an action of ${stage} that runs`,
    async () => {
      const [newest] = await view.executionsOf(commit);
      const actions = newest?.pipelineExecutionId ? await view.actions(newest.pipelineExecutionId) : [];
      return actions.find(({ stageName, status }) => stageName === stage && status === 'InProgress');
    },
    60_000,
  );

async function retry({ codepipeline }: UpCommand, stageName: string, pipelineExecutionId: string): Promise<void> {
  const { FAILED_ACTIONS: retryMode } = StageRetryMode;
  await codepipeline.send(
    new RetryStageExecutionCommand({ pipelineName: PIPELINE, stageName, pipelineExecutionId, retryMode }),
  );
}

describe('an engine that is killed in mid-pipeline', () => {
  it('shows a build that ran as failed, keeps an approval that waited, and takes the commit to prod', async () => {
    up = await startUp(product, '--fresh');
    const prod = await up.parametersOf('prod');
    const commit = await product.commit('one', greeting('good morning'));
    await up.push();
    const building = await runs(up, commit, 'Build');
    const id = building.pipelineExecutionId ?? '';
    const ran = await up.killAfterSaving(building.startTime ?? new Date());
    expect(ran).not.toEqual([]);

    up = await startUp(product);
    expect(up.output()).toContain('Everything is there from the last time');
    await up.seen(/#2 Build \/ Build +failed, \S+ s: The engine ended while this action ran\.\n#2 failed in Build/);
    expect(alive(ran)).toEqual([]);
    expect(await up.view.ended(commit)).toEqual({ id, status: 'Failed' });
    expect(await up.view.story(id)).toEqual(['Source/example_small Succeeded', 'Build/Build Failed']);
    expect((await up.reasonsOf(id)).reasons).toEqual([expect.stringContaining('The engine ended while this')]);
    expect(await up.parametersOf('prod')).toEqual(prod);

    await retry(up, 'Build', id);
    expect(await up.view.untilWaiting(commit)).toBe(id);
    const waiting = await up.view.waiting();
    const story = await up.view.story(id);
    const approval = (await up.view.actions(id)).at(-1);
    const dev = await up.parametersOf('dev');
    await up.killAfterSaving(approval?.startTime ?? new Date());

    up = await startUp(product);
    await up.seen(/#2 prod \/ Approve +waits for a decision: npm run release -- approve/);
    expect(up.output()).not.toContain('#1 ');
    expect(await up.view.waiting()).toEqual(waiting);
    expect(await up.view.story(id)).toEqual(story);
    expect([await up.parametersOf('dev'), await up.parametersOf('prod')]).toEqual([dev, prod]);
    await up.decide('Approved', 'after all that', waiting?.token);
    expect(await up.view.ended(commit)).toEqual({ id, status: 'Succeeded' });
    expect((await up.parametersOf('prod'))['greeting']).toBe('good morning (2)');
    expect(await up.end()).toBe(0);
  }, 400_000);

  it('leaves the pipeline as it was when it was about to change itself, and changes it when that is retried', async () => {
    up = await startUp(product, '--fresh');
    const commit = await product.commit('one more check', withAddedStep(product));
    await up.push();
    const updating = await runs(up, commit, 'UpdatePipeline');
    const id = updating.pipelineExecutionId ?? '';
    await up.killAfterSaving(updating.startTime ?? new Date());

    up = await startUp(product);
    expect(await up.view.ended(commit)).toEqual({ id, status: 'Failed' });
    expect((await up.view.story(id)).at(-1)).toBe('UpdatePipeline/SelfMutate Failed');
    const checks = async () =>
      (await up?.view.stages())
        ?.find(({ stageName }) => stageName === 'Checks')
        ?.actionStates?.map(({ actionName }) => actionName)
        .toSorted();
    expect(await checks()).toEqual(['Check']);
    await retry(up, 'UpdatePipeline', id);
    const restarted = await up.view.untilWaiting(commit);
    expect(restarted).not.toBe(id);
    expect(await checks()).toEqual(['Added', 'Check']);
    expect(await up.view.story(restarted)).toContain('Checks/Added Succeeded');
    expect(await up.end()).toBe(0);
  }, 400_000);
});
