import { BatchGetBuildsCommand, CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatedPipeline } from './support/gated-pipeline.ts';
import { GitCheckout } from './support/git-checkout.ts';
import { ResumedWorld, until } from './support/resumed-world.ts';

const pipeline = { pipelineName: 'gated' };
const stage = { ...pipeline, stageName: 'Prod' };

let world: ResumedWorld;
let pipelines: CodePipelineClient;
let builds: CodeBuildClient;
let checkout: GitCheckout;
let gate: string;
/** Of the execution that waits for approval. */
let token: string | undefined;

function connect(): void {
  pipelines = new CodePipelineClient(world.engine.clientConfig);
  builds = new CodeBuildClient(world.engine.clientConfig);
}

async function push(message: string): Promise<void> {
  checkout.write('message.txt', message);
  await checkout.commit(message);
  await checkout.git('push', '--quiet', world.engine.gitUrl ?? '', 'main');
}

/** Of the execution of one commit: its id and status, and each action with what it says, oldest first. */
async function execution(message: string) {
  const { pipelineExecutionSummaries = [] } = await pipelines.send(new ListPipelineExecutionsCommand(pipeline));
  const found = pipelineExecutionSummaries.find(({ sourceRevisions }) =>
    sourceRevisions?.some(({ revisionSummary }) => revisionSummary?.includes(message)),
  );
  const { actionExecutionDetails = [] } = await pipelines.send(
    new ListActionExecutionsCommand({ ...pipeline, filter: { pipelineExecutionId: found?.pipelineExecutionId } }),
  );
  const actions = actionExecutionDetails
    .toReversed()
    .map(({ actionName, status, output }) =>
      [actionName, status, output?.executionResult?.errorDetails?.message].filter(Boolean).join(' '),
    );
  return { id: found?.pipelineExecutionId ?? '', status: found?.status, actions };
}

const isAt = (message: string, action: string) => async () => (await execution(message)).actions.includes(action);

async function approvalToken(): Promise<string | undefined> {
  const { stageStates } = await pipelines.send(new GetPipelineStateCommand({ name: 'gated' }));
  return stageStates?.find(({ stageName }) => stageName === 'Prod')?.actionStates?.[0]?.latestExecution?.token;
}

async function lastBuild() {
  const { ids = [] } = await builds.send(new ListBuildsForProjectCommand({ projectName: 'wait' }));
  return (await builds.send(new BatchGetBuildsCommand({ ids: ids.slice(0, 1) }))).builds?.[0];
}

beforeAll(async () => {
  world = await ResumedWorld.start('example/web');
  connect();
  gate = join(world.directory, 'gate');
  checkout = await GitCheckout.init(world.directory);
  await world.create('pipeline', gatedPipeline(gate));
  writeFileSync(gate, '');
  await push('first');
  await until(isAt('first', 'Approve InProgress'));
  token = await approvalToken();
  rmSync(gate);
  await push('second');
  await until(async () => (await lastBuild())?.currentPhase === 'BUILD');
  await world.restart();
  connect();
}, 60_000);

afterAll(() => world.stop());

describe('a pipeline whose engine was killed with one execution at the gate and one in a build', () => {
  it('shows both as what they were, and both go on', async () => {
    expect(await execution('first')).toMatchObject({
      status: 'InProgress',
      actions: ['Fetch Succeeded', 'Wait Succeeded', 'Approve InProgress'],
    });
    expect(await execution('second')).toMatchObject({
      status: 'Failed',
      actions: ['Fetch Succeeded', 'Wait Failed The engine ended while this action ran.'],
    });
    expect(await lastBuild()).toMatchObject({ buildComplete: true, buildStatus: 'FAULT' });

    expect(token).toBeDefined();
    expect(await approvalToken()).toBe(token);
    await pipelines.send(
      new PutApprovalResultCommand({
        ...stage,
        actionName: 'Approve',
        token,
        result: { status: 'Approved', summary: 'seen before and after' },
      }),
    );
    await until(async () => (await execution('first')).status === 'Succeeded');

    writeFileSync(gate, '');
    const { id } = await execution('second');
    await pipelines.send(
      new RetryStageExecutionCommand({
        ...pipeline,
        stageName: 'Build',
        pipelineExecutionId: id,
        retryMode: 'FAILED_ACTIONS',
      }),
    );
    await until(isAt('second', 'Approve InProgress'));
    expect(await approvalToken()).not.toBe(token);
  });
});
