import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { ActionDefinition, PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { FakePipelineWorld, releasePipeline, REPOSITORY } from './fake-pipeline-world.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };
const DAY = 24 * 3_600_000;
const by = 'arn:aws:iam::111111111111:root';
const trigger = { type: 'StartPipelineExecution', detail: by } as const;

const templateOf = (host: string, more: object = {}) =>
  JSON.stringify({
    Resources: { Thing: { Type: 'Test::Thing', Properties: { Name: host, ...more } } },
    Outputs: { Host: { Value: { Ref: 'Thing' } } },
  });

let clock: ManualClock;
let world: FakePipelineWorld;
beforeEach(() => {
  clock = new ManualClock();
  world = new FakePipelineWorld(clock);
  world.commit('c1');
  world.files.set('/out/prod/stack.json', templateOf('lb.example'));
});
afterEach(() => world.pipelines.close());

const settle = () => clock.advance(0);
const state = () => world.pipelines.get(SCOPE, 'picus').state;
const executions = () => state().executions;
const last = () => executions().at(-1)!;
const runOf = (action: string) => last().actionRuns.findLast((run) => run.action === action);
const built = async () => {
  world.build('synth').end({
    artifacts: [
      { name: 'Out', directory: '/out' },
      { name: 'Dist', directory: '/dist' },
    ],
  });
  await settle();
};
const answer = async (approved = true) => {
  const token = runOf('Approve')?.token ?? '';
  world.pipelines.decide(SCOPE, 'picus', {
    stage: 'Prod',
    action: 'Approve',
    token,
    approved,
    summary: 'so be it',
    by,
  });
  await settle();
};
const create = async (change: Partial<PipelineDefinition> = {}) => {
  world.pipelines.create(SCOPE, releasePipeline(change), { by });
  await settle();
};
/** The pipeline with one of its actions changed. */
const withAction = (name: string, change: Partial<ActionDefinition>): PipelineDefinition => {
  const made = releasePipeline();
  const stages = made.stages.map((stage) => ({
    ...stage,
    actions: stage.actions.map((action) => (action.name === name ? { ...action, ...change } : action)),
  }));
  return { ...made, stages };
};

describe('a release', () => {
  it('goes from its creation through source, build, approval and stack to the end', async () => {
    await create();
    expect(last()).toMatchObject({ status: 'InProgress', trigger: { type: 'CreatePipeline', detail: by } });
    expect(runOf('Fetch')).toMatchObject({
      status: 'Succeeded',
      externalId: 'c1',
      revision: { id: 'c1', summary: '{"ProviderType":"GitHub","CommitMessage":"commit c1"}' },
    });
    expect(last().outputs['Src']).toMatchObject({
      CommitId: 'c1',
      AuthorDate: '2026-01-02T00:00:00Z',
      BranchName: 'main',
    });
    expect(world.build('synth').request).toEqual({
      scope: SCOPE,
      project: 'synth',
      sources: [{ name: 'Code', directory: '/checkout/c1' }],
      environment: { SHA: 'c1' },
      artifactsDirectory: `/${runOf('Synth')?.id}`,
      initiator: 'codepipeline/picus',
      sourceVersion: 'c1',
    });
    expect(runOf('Synth')).toMatchObject({ status: 'InProgress', externalId: 'synth:1' });
    await built();
    expect(runOf('Approve')).toMatchObject({ status: 'InProgress', until: clock.now() + 7 * DAY });
    expect(world.stacks.find(SCOPE, 'picus-prod')).toBeUndefined();
    await answer();
    expect(world.stacks.byName(SCOPE, 'picus-prod')).toMatchObject({
      status: 'CREATE_COMPLETE',
      capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    });
    expect(runOf('Stack')).toMatchObject({
      variables: { Host: 'lb.example' },
      externalId: expect.stringContaining(':stack/'),
    });
    expect(world.build('accept').request).toMatchObject({
      environment: { HOST: 'lb.example', LABEL: 'none' },
      sources: [{ name: 'Dist', directory: '/dist' }],
    });
    world.build('accept').end();
    await settle();
    expect(last().status).toBe('Succeeded');
  });

  it('succeeds again without any change of the stack, and updates it with one', async () => {
    await create();
    const release = async () => {
      await built();
      await answer();
      world.build('accept').end();
      await settle();
      expect(last().status).toBe('Succeeded');
    };
    await release();
    const events = world.stacks.byName(SCOPE, 'picus-prod').events.length;
    world.pipelines.start(SCOPE, 'picus', { trigger });
    await settle();
    await release();
    expect(world.stacks.byName(SCOPE, 'picus-prod').events).toHaveLength(events);
    world.files.set('/out/prod/stack.json', templateOf('new.example'));
    world.pipelines.start(SCOPE, 'picus', { trigger });
    await settle();
    await release();
    expect(world.stacks.byName(SCOPE, 'picus-prod').status).toBe('UPDATE_COMPLETE');
    expect(world.build('accept').request.environment).toMatchObject({ HOST: 'new.example' });
  });
});

describe('what fails an action, and with it the execution', () => {
  it('a build, with its reason', async () => {
    await create();
    const context = {
      statusCode: 'COMMAND_EXECUTION_ERROR',
      message: 'Error while executing command: npm test. Reason: exit status 1',
    };
    world
      .build('synth')
      .end({ status: 'FAILED', phases: [{ phase: 'BUILD', status: 'FAILED', context, durationSeconds: 1 }] });
    await settle();
    expect(runOf('Synth')).toMatchObject({
      status: 'Failed',
      error: { code: 'JobFailed', message: `Build terminated with state: FAILED. ${context.message}` },
    });
    expect(last().status).toBe('Failed');
  });

  it('a build that does not put out what it must', async () => {
    await create();
    world.build('synth').end({ artifacts: [{ name: 'Out', directory: '/out' }] });
    await settle();
    expect(runOf('Synth')?.error?.message).toBe('The build did not put out the artifact Dist.');
  });

  it('a stack, with the reason of its resource', async () => {
    world.files.set('/out/prod/stack.json', templateOf('lb', { Fail: true }));
    await create();
    await built();
    await answer();
    expect(runOf('Stack')?.error?.message).toBe('Stack picus-prod is ROLLBACK_COMPLETE. Thing: cannot be made');
    expect(last().status).toBe('Failed');
  });

  it('a template that is not in the artifact', async () => {
    world.files.clear();
    await create();
    await built();
    await answer();
    expect(runOf('Stack')?.error?.message).toContain('File [prod/stack.json] does not exist in artifact [Out]');
  });

  it('a repository without the branch', async () => {
    world.commits.length = 0;
    await create();
    expect(runOf('Fetch')?.error?.message).toBe('The repository example/picus has no branch main.');
    expect(last().status).toBe('Failed');
  });

  it('a variable that has no value', async () => {
    const EnvironmentVariables = '[{"name":"A","value":"#{Src.Nothing}"}]';
    const { stages } = withAction('Synth', { configuration: { ProjectName: 'synth', EnvironmentVariables } });
    await create({ stages });
    expect(runOf('Synth')).toMatchObject({ status: 'Failed', error: { code: 'InvalidVariables' } });
    expect(runOf('Synth')?.error?.message).toContain('#{Src.Nothing}');
    expect(world.builds).toHaveLength(0);
  });

  it('an approval that is refused, or that nobody answers for seven days', async () => {
    await create();
    await built();
    await answer(false);
    expect(runOf('Approve')).toMatchObject({ status: 'Failed', summary: 'so be it', by });
    world.pipelines.retry(SCOPE, 'picus', last().id, 'Prod', 'FAILED_ACTIONS');
    await clock.advance(7 * DAY - 1);
    expect(runOf('Approve')?.status).toBe('InProgress');
    await clock.advance(1);
    expect(runOf('Approve')?.status).toBe('Failed');
    expect(last().status).toBe('Failed');
    expect(world.stacks.find(SCOPE, 'picus-prod')).toBeUndefined();
  });

  it('an approval whose question has no value', async () => {
    await create({ stages: withAction('Approve', { configuration: { CustomData: '#{Src.Nothing}' } }).stages });
    await built();
    expect(runOf('Approve')).toMatchObject({ status: 'Failed', error: { code: 'InvalidVariables' } });
    expect(runOf('Approve')?.token).toBeUndefined();
  });

  it('an approval that has less time of its own', async () => {
    await create({ stages: withAction('Approve', { timeoutInMinutes: 10 }).stages });
    await built();
    await clock.advance(10 * 60_000);
    expect(last().status).toBe('Failed');
  });
});

describe('other modes of stack actions', () => {
  const run = async (configuration: Record<string, string>, outputs: string[] = []) => {
    const { stages } = withAction('Stack', { configuration: { StackName: 'picus-prod', ...configuration }, outputs });
    await create({ stages });
    await built();
    await answer();
  };
  const TemplatePath = 'Out::prod/stack.json';

  it('replaces a change set, which changes nothing yet', async () => {
    const change = { ActionMode: 'CHANGE_SET_REPLACE', ChangeSetName: 'cs', TemplatePath };
    await run(change);
    expect(runOf('Stack')).toMatchObject({ status: 'Succeeded', externalId: expect.stringContaining('changeSet/cs') });
    expect(world.stacks.byName(SCOPE, 'picus-prod').status).toBe('REVIEW_IN_PROGRESS');
    const first = runOf('Stack')?.externalId;
    // Accept has no #{Stack.Host} and failed: another execution replaces the set that the first one made.
    world.pipelines.start(SCOPE, 'picus', { trigger });
    await settle();
    await built();
    await answer();
    expect(runOf('Stack')).toMatchObject({ status: 'Succeeded', externalId: expect.stringContaining('changeSet/cs') });
    expect(runOf('Stack')?.externalId).not.toBe(first);
  });

  it('executes a change set, and takes an empty one for done', async () => {
    const request = { name: 'picus-prod', templateBody: templateOf('lb.example') };
    await world.stacks.changeSets.create(SCOPE, request, { name: 'cs', type: 'CREATE' });
    await run({ ActionMode: 'CHANGE_SET_EXECUTE', ChangeSetName: 'cs' });
    expect(runOf('Stack')).toMatchObject({ status: 'Succeeded', variables: { Host: 'lb.example' } });
    // As CHANGE_SET_REPLACE does, whose set this one stands for.
    world.stacks.changeSets.delete(SCOPE, 'cs', 'picus-prod');
    await world.stacks.changeSets.create(SCOPE, request, { name: 'cs', type: 'UPDATE' });
    world.build('accept').end();
    world.pipelines.start(SCOPE, 'picus', { trigger });
    await settle();
    await built();
    await answer();
    expect(runOf('Stack')).toMatchObject({ status: 'Succeeded', variables: { Host: 'lb.example' } });
    expect(() => world.stacks.changeSets.get(SCOPE, 'cs', 'picus-prod')).toThrow('does not exist');
  });

  it('puts outputs into a file, takes parameters and configuration, and refuses functions', async () => {
    const template = { ...JSON.parse(templateOf('x')), Parameters: { P: { Type: 'String' }, Q: { Type: 'String' } } };
    template.Resources.Thing.Properties.Name = { 'Fn::Sub': '${P}-${Q}' };
    world.files.set('/out/prod/stack.json', JSON.stringify(template));
    world.files.set('/out/config.json', JSON.stringify({ Parameters: { P: 'p', Q: 'q' }, Tags: { team: 'a' } }));
    await run(
      {
        ActionMode: 'CREATE_UPDATE',
        TemplatePath,
        TemplateConfiguration: 'Out::config.json',
        ParameterOverrides: '{"Q":"over"}',
        OutputFileName: 'outputs.json',
      },
      ['Outputs'],
    );
    expect(runOf('Stack')?.variables).toEqual({ Host: 'p-over' });
    const { directory = '' } = last().artifacts['Outputs'] ?? {};
    expect(world.files.get(`${directory}/outputs.json`)).toBe('{"Host":"p-over"}');
    expect(world.stacks.byName(SCOPE, 'picus-prod').tags).toEqual({ team: 'a' });
  });

  it('refuses functions in parameters by name', async () => {
    await run({ ActionMode: 'CREATE_UPDATE', TemplatePath, ParameterOverrides: '{"P":{"Fn::GetParam":[]}}' });
    expect(runOf('Stack')?.error?.message).toContain('functions in ParameterOverrides, which P has');
  });

  it('works in the account of its role and in its region', async () => {
    const roleArn = 'arn:aws:iam::222222222222:role/deploy';
    const { stages } = withAction('Stack', { roleArn, region: 'us-east-1' });
    await create({ stages });
    await built();
    await answer();
    expect(runOf('Stack')?.status).toBe('Succeeded');
    expect(world.stacks.all(SCOPE)).toEqual([]);
    expect(world.stacks.all({ account: '222222222222', region: 'us-east-1' })).toHaveLength(1);
  });

  it('refuses a mode that it does not know, and one without what it needs', async () => {
    await run({ ActionMode: 'CHANGE_SET_EXECUTE' });
    expect(runOf('Stack')?.error?.message).toBe('ChangeSetName is required for the ActionMode CHANGE_SET_EXECUTE.');
    world.pipelines.update(SCOPE, withAction('Stack', { configuration: { ActionMode: 'X', StackName: 'picus-prod' } }));
    world.pipelines.start(SCOPE, 'picus', { trigger });
    await settle();
    await built();
    await answer();
    expect(runOf('Stack')?.error?.message).toContain('ActionMode X');
  });

  it('replaces a failed stack, and deletes one', async () => {
    world.files.set('/out/prod/stack.json', templateOf('lb', { Fail: true }));
    await run({ ActionMode: 'REPLACE_ON_FAILURE', TemplatePath });
    expect(last().status).toBe('Failed');
    world.files.set('/out/prod/stack.json', templateOf('lb'));
    world.pipelines.retry(SCOPE, 'picus', last().id, 'Prod', 'FAILED_ACTIONS');
    await settle();
    expect(runOf('Stack')).toMatchObject({ status: 'Succeeded', variables: { Host: 'lb' } });
    world.pipelines.update(
      SCOPE,
      withAction('Stack', { configuration: { ActionMode: 'DELETE_ONLY', StackName: 'picus-prod' } }),
    );
    world.pipelines.start(SCOPE, 'picus', { trigger });
    await settle();
    await built();
    await answer();
    expect(runOf('Stack')?.status).toBe('Succeeded');
    expect(world.stacks.find(SCOPE, 'picus-prod')).toBeUndefined();
  });
});

describe('pushes', () => {
  const push = { repositoryId: REPOSITORY, branch: 'main', commitId: 'c2', files: ['infra/app.ts'] };

  it('start what they trigger, with exactly their commit', async () => {
    await create();
    world.commit('c2');
    world.commit('c3');
    expect(world.pipelines.pushed({ ...push, files: ['docs/a.md'] })).toEqual([]);
    expect(world.pipelines.pushed(push)).toEqual([{ pipeline: 'picus', executionId: expect.any(String) }]);
    await settle();
    expect(last()).toMatchObject({ trigger: { type: 'WebhookV2' } });
    expect(runOf('Fetch')?.externalId).toBe('c2');
  });
});

describe('an update in the middle of an execution', () => {
  it('cancels it; the action under way ends by itself and its end is told', async () => {
    await create();
    const { stages } = withAction('Accept', { runOrder: 4 });
    world.pipelines.update(SCOPE, releasePipeline({ stages }));
    expect(last()).toMatchObject({ status: 'Cancelled', stageRuns: { Build: { status: 'Cancelled' } } });
    expect(world.build('synth').ended).toBeUndefined();
    await built();
    expect(runOf('Synth')?.status).toBe('Succeeded');
    expect(last().status).toBe('Cancelled');
    expect(state().version).toBe(2);
  });

  it('may let it go on, by setting', async () => {
    world = new FakePipelineWorld(clock, { updateCancels: false });
    world.commit('c1');
    await create();
    world.pipelines.update(SCOPE, releasePipeline({ stages: withAction('Accept', { runOrder: 4 }).stages }));
    await built();
    expect(last().status).toBe('InProgress');
  });
});

describe('use cases', () => {
  it('starts nothing once it closes', async () => {
    let closed: Promise<void> | undefined;
    world.pipelines.create(SCOPE, releasePipeline(), { by });
    world.pipelines.changed.subscribe(() => {
      if (runOf('Synth')) closed ??= world.pipelines.close();
    });
    await settle();
    await closed;
    expect(runOf('Synth')?.status).toBe('InProgress');
    expect(world.builds).toEqual([]);
  });

  it('answers the same request token with the same execution', async () => {
    await create();
    const request = { trigger, clientRequestToken: 'once', variables: { label: 'x' } };
    const id = world.pipelines.start(SCOPE, 'picus', request);
    expect(world.pipelines.start(SCOPE, 'picus', request)).toBe(id);
    expect(world.pipelines.execution(SCOPE, 'picus', id).variables).toEqual({ label: 'x' });
    expect(() => world.pipelines.start(SCOPE, 'picus', { trigger, variables: { other: 'x' } })).toThrow(
      'variable other',
    );
    expect(() => world.pipelines.start(SCOPE, 'picus', { trigger, sourceRevisions: { Nobody: 'c' } })).toThrow(
      'Nobody',
    );
  });

  it('ends what runs when a pipeline is deleted, and when all of them close', async () => {
    await create();
    await world.pipelines.delete(SCOPE, 'picus');
    expect(world.build('synth').ended).toBe('STOPPED');
    expect(world.pipelines.list(SCOPE)).toEqual([]);
    await world.pipelines.delete(SCOPE, 'picus');
    await create();
    await world.pipelines.close();
    await built();
    expect(runOf('Synth')?.status).toBe('InProgress');
    expect(world.builds.map(({ ended }) => ended)).toEqual(['STOPPED', 'STOPPED']);
    expect(last().status).toBe('InProgress');
  });
});
