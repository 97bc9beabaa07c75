import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { FakePipelineWorld, REPOSITORY } from '../runtime/pipelines/fake-pipeline-world.ts';
import { Stacks } from '../runtime/stacks/stacks.ts';
import { codepipelinePipelineProvider } from './codepipeline-pipeline.ts';
import { knownTypes } from './known-types.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };
const AWS = (Category: string, Provider: string) => ({ Category, Owner: 'AWS', Provider, Version: '1' });

/** As CDK Pipelines writes one: booleans and numbers in configurations, roles and projects by Ref. */
const properties = (change: object = {}) => ({
  Name: 'picus',
  PipelineType: 'V2',
  RoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/pipeline' },
  RestartExecutionOnUpdate: true,
  ArtifactStore: { Type: 'S3', Location: 'artifacts', EncryptionKey: { Id: 'key', Type: 'KMS' } },
  Stages: [
    {
      Name: 'Source',
      Actions: [
        {
          Name: 'Fetch',
          ActionTypeId: AWS('Source', 'CodeStarSourceConnection'),
          Namespace: 'Source@example',
          OutputArtifacts: [{ Name: 'Code' }],
          RunOrder: 1,
          Configuration: {
            ConnectionArn: 'arn:connection',
            FullRepositoryId: REPOSITORY,
            BranchName: 'main',
            DetectChanges: false,
          },
        },
      ],
    },
    {
      Name: 'Build',
      Actions: [
        {
          Name: 'Synth',
          ActionTypeId: AWS('Build', 'CodeBuild'),
          InputArtifacts: [{ Name: 'Code' }],
          Configuration: { ProjectName: 'synth' },
          RunOrder: 1,
          RoleArn: 'arn:aws:iam::111111111111:role/action',
        },
      ],
    },
  ],
  Triggers: [
    {
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: {
        SourceActionName: 'Fetch',
        Push: [{ Branches: { Includes: ['main'] }, FilePaths: { Excludes: ['docs/**'] } }],
      },
    },
  ],
  Tags: [{ Key: 'team', Value: 'a' }],
  ...change,
});

let world: FakePipelineWorld;
let stacks: Stacks;
beforeEach(() => {
  const clock = new ManualClock();
  world = new FakePipelineWorld(clock);
  world.commit('c1');
  const provider = codepipelinePipelineProvider({ pipelines: world.pipelines, ids: randomIds });
  stacks = new Stacks({
    clock,
    ids: randomIds,
    log: silentLog,
    types: { providers: [provider], recorded: [], known: knownTypes },
    parameterStore: { value: () => undefined },
  });
});
afterEach(() => world.pipelines.close());

const requestOf = (wanted: object, tags: Record<string, string> = {}) => ({
  name: 'pipeline',
  tags,
  templateBody: JSON.stringify({
    Resources: { Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: wanted } },
    Outputs: {
      Name: { Value: { Ref: 'Pipeline' } },
      Version: { Value: { 'Fn::GetAtt': ['Pipeline', 'Version'] } },
      Arn: { Value: { 'Fn::GetAtt': ['Pipeline', 'Arn'] } },
    },
  }),
});
const create = async (wanted: object) => stacks.settled(await stacks.create(SCOPE, requestOf(wanted)));
const update = async (wanted: object, tags?: Record<string, string>) =>
  stacks.settled(await stacks.update(SCOPE, requestOf(wanted, tags)));
const record = () => world.pipelines.get(SCOPE, 'picus');
const statuses = () => record().state.executions.map(({ status }) => status);

describe('AWS::CodePipeline::Pipeline', () => {
  it('is made with an execution', async () => {
    const stack = await create(properties());
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(stack.outputs.map(({ value }) => value)).toEqual([
      'picus',
      '1',
      'arn:aws:codepipeline:eu-west-1:111111111111:picus',
    ]);
    expect(record()).toMatchObject({ tags: { team: 'a' } });
    expect(record().state.definition).toMatchObject({
      roleArn: 'arn:aws:iam::111111111111:role/pipeline',
      artifactStore: { type: 'S3', location: 'artifacts', encryptionKey: { id: 'key', type: 'KMS' } },
      executionMode: 'SUPERSEDED',
      triggers: [
        {
          sourceActionName: 'Fetch',
          push: [
            { branches: { includes: ['main'], excludes: [] }, filePaths: { includes: [], excludes: ['docs/**'] } },
          ],
        },
      ],
      stages: [
        { actions: [{ namespace: 'Source@example', configuration: { DetectChanges: 'false' }, outputs: ['Code'] }] },
        { actions: [{ inputs: ['Code'], roleArn: 'arn:aws:iam::111111111111:role/action' }] },
      ],
    });
    expect(record().state.executions).toMatchObject([{ status: 'InProgress', trigger: { type: 'CreatePipeline' } }]);
  });

  it('cancels what runs and starts again when an update changes its stages', async () => {
    await create(properties());
    const [source, build] = properties().Stages;
    const approval = { Name: 'Approve', ActionTypeId: AWS('Approval', 'Manual') };
    await update(properties({ Stages: [source, build, { Name: 'Prod', Actions: [approval] }] }));
    expect(statuses()).toEqual(['Cancelled', 'InProgress']);
    expect(record().state.version).toBe(2);
  });

  it('starts again when only its tags change, and lets what runs go on', async () => {
    await create(properties());
    await update(properties(), { cost: 'b' });
    expect(record().tags).toEqual({ team: 'a', cost: 'b' });
    expect(statuses()).toEqual(['InProgress', 'InProgress']);
  });

  it('does not start again unless it says so', async () => {
    await create(properties({ RestartExecutionOnUpdate: false }));
    await update(properties({ RestartExecutionOnUpdate: false, RoleArn: 'arn:aws:iam::111111111111:role/new' }));
    expect(statuses()).toEqual(['InProgress']);
  });

  it('is replaced under another name, and deleted', async () => {
    await create(properties());
    await update(properties({ Name: 'other' }));
    expect(world.pipelines.list(SCOPE).map(({ name }) => name)).toEqual(['other']);
    stacks.delete(SCOPE, 'pipeline');
    await stacks.settled(stacks.byName(SCOPE, 'pipeline'));
    expect(world.pipelines.list(SCOPE)).toEqual([]);
  });

  it('rolls back with the service’s own words, and refuses by name what is not implemented', async () => {
    const [source] = properties().Stages;
    expect((await create(properties({ Stages: [source] }))).events).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining('Pipeline has only 1 stage(s)') }),
    );
    const request = requestOf(properties({ DisableInboundStageTransitions: [{ StageName: 'Build', Reason: 'x' }] }));
    await expect(stacks.create(SCOPE, { ...request, name: 'second' })).rejects.toThrow(
      'DisableInboundStageTransitions',
    );
    const [, build] = properties().Stages;
    const conditional = requestOf(properties({ Stages: [source, { ...build, OnFailure: { Result: 'ROLLBACK' } }] }));
    await expect(stacks.create(SCOPE, { ...conditional, name: 'third' })).rejects.toThrow('OnFailure');
  });
});
