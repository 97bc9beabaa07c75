import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';

import type { PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { FakePipelineWorld, releasePipeline, REPOSITORY } from './fake-pipeline-world.ts';
import type { Pipelines } from './pipelines.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };
const DAY = 24 * 3_600_000;
const by = 'arn:aws:iam::111111111111:root';
const trigger = { type: 'StartPipelineExecution', detail: by } as const;
const interrupted = { code: 'JobFailed', message: 'The engine ended while this action ran.' };

const template = JSON.stringify({
  Resources: { Thing: { Type: 'Test::Thing', Properties: { Name: 'lb.example' } } },
  Outputs: { Host: { Value: { Ref: 'Thing' } } },
});

let clock: ManualClock;
let world: FakePipelineWorld;
beforeEach(() => {
  clock = new ManualClock();
  world = worldWithFiles();
});
afterEach(() => world.pipelines.close());

function worldWithFiles(): FakePipelineWorld {
  const made = new FakePipelineWorld(clock);
  made.commit('c1');
  made.files.set('/out/prod/stack.json', template);
  return made;
}

const settle = () => clock.advance(0);
const state = () => world.pipelines.get(SCOPE, 'picus').state;
const execution = (number = state().executions.length) => state().executions[number - 1]!;
const runOf = (action: string, number?: number) =>
  execution(number).actionRuns.findLast((run) => run.action === action);
const create = async (change: Partial<PipelineDefinition> = {}) => {
  world.pipelines.create(SCOPE, releasePipeline(change), { by, tags: { team: 'a' } });
  await settle();
};
const startAnother = async () => {
  world.pipelines.start(SCOPE, 'picus', { trigger });
  await settle();
};
const built = async () => {
  const artifacts = ['Out', 'Dist'].map((name) => ({ name, directory: `/${name.toLowerCase()}` }));
  world.build('synth').end({ artifacts });
  await settle();
};
const approve = (token: string) =>
  world.pipelines.decide(SCOPE, 'picus', {
    stage: 'Prod',
    action: 'Approve',
    token,
    approved: true,
    summary: 'so be it',
    by,
  });

/** What is kept goes through the form in which it lies on disk; the engine that wrote it is gone. */
const restored = async () => {
  const saved = deserialize(serialize(world.pipelines.save())) as ReturnType<Pipelines['save']>;
  await world.pipelines.close();
  world = worldWithFiles();
  world.pipelines.restore(saved);
};
const restart = async () => {
  await restored();
  world.pipelines.resume();
  await settle();
};

describe('pipelines of an engine that ended', () => {
  it('go on beside what a push or a client has started before they were resumed', async () => {
    await create();
    await built();
    await restored();
    world.pipelines.start(SCOPE, 'picus', { trigger });
    expect(execution(2).actionRuns.map(({ status }) => status)).toEqual(['InProgress']);
    world.pipelines.resume();
    await settle();
    expect(execution(2).actionRuns[0]).toMatchObject({ status: 'Succeeded' });
    expect(execution(2).status).toBe('InProgress');
  });

  it('wait at their approval under the same token, and go on to the end', async () => {
    await create();
    await built();
    const before = structuredClone(state());
    const token = runOf('Approve')?.token ?? '';
    await restart();
    expect(state()).toEqual(before);
    approve(token);
    await settle();
    expect(runOf('Stack')).toMatchObject({ status: 'Succeeded', variables: { Host: 'lb.example' } });
    expect(world.build('accept').request.sources).toEqual([{ name: 'Dist', directory: '/dist' }]);
    world.build('accept').end();
    await settle();
    expect(execution().status).toBe('Succeeded');
  });

  it('let an approval run out at the moment it would have', async () => {
    await create();
    await built();
    await clock.advance(3 * DAY);
    await restart();
    await clock.advance(4 * DAY - 1);
    expect(runOf('Approve')?.status).toBe('InProgress');
    await clock.advance(1);
    expect(execution().status).toBe('Failed');
  });

  it('let an approval that ran out meanwhile fail at once', async () => {
    await create();
    await built();
    await restored();
    await clock.advance(8 * DAY);
    world.pipelines.resume();
    expect(runOf('Approve')).toMatchObject({ status: 'Failed' });
  });

  it('have failed at the action that ran, whose stage can be retried', async () => {
    await create();
    const runId = runOf('Synth')?.id;
    await restart();
    expect(runOf('Synth')).toMatchObject({ id: runId, status: 'Failed', externalId: 'synth:1', error: interrupted });
    expect(execution()).toMatchObject({ status: 'Failed', stage: 'Build' });
    expect(world.builds).toEqual([]);
    world.pipelines.retry(SCOPE, 'picus', execution().id, 'Build', 'FAILED_ACTIONS');
    await settle();
    expect(world.build('synth').request).toMatchObject({
      environment: { SHA: 'c1' },
      sources: [{ name: 'Code', directory: '/checkout/c1' }],
    });
    await built();
    expect(runOf('Approve')?.status).toBe('InProgress');
  });

  it('let the execution that waited for the stage enter it', async () => {
    await create({ executionMode: 'QUEUED' });
    await startAnother();
    await startAnother();
    expect(execution(3)).toMatchObject({ place: { before: 'Build' } });
    await restart();
    expect(execution(1).status).toBe('Failed');
    expect(runOf('Synth', 2)).toMatchObject({ status: 'InProgress', externalId: 'synth:1' });
    expect(execution(3)).toMatchObject({ status: 'InProgress', place: { before: 'Build' } });
    await built();
    expect(runOf('Synth', 3)?.status).toBe('InProgress');
  });

  it('end every action that ran beside another one, also of executions that were to stop or were cancelled', async () => {
    const { stages } = releasePipeline();
    const twice = stages.map((stage) => {
      const [synth] = stage.actions;
      return stage.name === 'Build' && synth
        ? { ...stage, actions: [synth, { ...synth, name: 'Lint', outputs: [] }] }
        : stage;
    });
    await create({ stages: twice });
    world.pipelines.update(SCOPE, releasePipeline());
    await startAnother();
    world.pipelines.stop(SCOPE, 'picus', execution(2).id, { reason: 'enough' });
    await restart();
    expect([runOf('Synth', 1)?.error, runOf('Lint', 1)?.error]).toEqual([interrupted, interrupted]);
    expect([execution(1).status, execution(2).status]).toEqual(['Cancelled', 'Stopped']);
  });

  it('start nothing before they are resumed', async () => {
    await create({ executionMode: 'QUEUED' });
    await startAnother();
    await restored();
    await settle();
    expect(runOf('Synth', 1)?.status).toBe('InProgress');
    expect(world.builds).toEqual([]);
  });

  it('keep definitions, versions, tags, closed transitions, triggers and request tokens', async () => {
    await create();
    const id = world.pipelines.start(SCOPE, 'picus', { trigger, clientRequestToken: 'once' });
    world.pipelines.update(SCOPE, releasePipeline({ variables: [{ name: 'label', defaultValue: 'next' }] }));
    world.pipelines.disableTransition(SCOPE, 'picus', 'Prod', { reason: 'frozen', by });
    await restart();
    const record = world.pipelines.byArn('arn:aws:codepipeline:eu-west-1:111111111111:picus');
    expect(record.tags).toEqual({ team: 'a' });
    expect(record.definitions.map(({ variables }) => variables[0]?.defaultValue)).toEqual(['none', 'next']);
    expect(record.state).toMatchObject({ version: 2, disabled: { Prod: { reason: 'frozen' } } });
    expect(world.pipelines.start(SCOPE, 'picus', { trigger, clientRequestToken: 'once' })).toBe(id);
    world.commit('c2');
    const push = { repositoryId: REPOSITORY, branch: 'main', commitId: 'c2', files: ['infra/app.ts'] };
    expect(world.pipelines.pushed(push)).toEqual([{ pipeline: 'picus', executionId: expect.any(String) }]);
    await settle();
    expect(runOf('Fetch')?.externalId).toBe('c2');
    expect(execution().variables).toEqual({ label: 'next' });
    world.pipelines.update(SCOPE, releasePipeline());
    expect(state().version).toBe(3);
  });

  it('are deleted like any other', async () => {
    await create();
    await restart();
    await world.pipelines.delete(SCOPE, 'picus');
    expect(world.pipelines.list(SCOPE)).toEqual([]);
    expect(world.files.size).toBe(0);
  });
});
