import {
  ApprovalAlreadyCompletedException,
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  DisableStageTransitionCommand,
  DuplicatedStopRequestException,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  InvalidActionDeclarationException,
  InvalidApprovalTokenException,
  InvalidStructureException,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  NotLatestPipelineExecutionException,
  PipelineExecutionNotFoundException,
  PipelineExecutionNotStoppableException,
  PipelineNameInUseException,
  PipelineNotFoundException,
  PipelineVersionNotFoundException,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  StageNotFoundException,
  StageNotRetryableException,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
  ValidationException,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { FakePipelineWorld, releasePipeline } from '../../rehearsal/runtime/pipelines/fake-pipeline-world.ts';
import { codepipelineApi } from '../../rehearsal/services/codepipeline/codepipeline-api.ts';
import { writeDeclaration } from '../../rehearsal/services/codepipeline/write-declaration.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

const name = 'picus';
const pipelineName = name;
const root = 'arn:aws:iam::111111111111:root';

let clock: ManualClock;
let world: FakePipelineWorld;
let gateway: TestGateway;
let client: CodePipelineClient;

beforeEach(async () => {
  clock = new ManualClock();
  world = new FakePipelineWorld(clock);
  world.commit('c1');
  const template = { Resources: { T: { Type: 'Test::Thing' } }, Outputs: { Host: { Value: 'lb.example' } } };
  world.files.set('/out/prod/stack.json', JSON.stringify(template));
  gateway = await startGateway([codepipelineApi(world)]);
  client = new CodePipelineClient(gateway.clientConfig());
});
afterEach(async () => {
  client.destroy();
  await gateway.close();
  await world.pipelines.close();
});

/** Without the version, as a client would write it. */
function declaration(change: Partial<PipelineDeclaration> = {}): PipelineDeclaration {
  const { version: _, ...written } = writeDeclaration(releasePipeline(), 1);
  return { ...written, ...change };
}

const settle = () => clock.advance(0);
const create = async (change: Partial<PipelineDeclaration> = {}) => {
  const answer = await client.send(
    new CreatePipelineCommand({ pipeline: declaration(change), tags: [{ key: 'team', value: 'a' }] }),
  );
  await settle();
  return answer;
};
const start = async () => {
  const { pipelineExecutionId = '' } = await client.send(new StartPipelineExecutionCommand({ name }));
  await settle();
  return pipelineExecutionId;
};
const built = async (status: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED') => {
  const artifacts = [
    { name: 'Out', directory: '/out' },
    { name: 'Dist', directory: '/dist' },
  ];
  world.build('synth').end({ status, artifacts });
  await settle();
};
const stateOf = async (stage: string) => {
  const { stageStates } = await client.send(new GetPipelineStateCommand({ name }));
  return stageStates?.find(({ stageName }) => stageName === stage);
};
const actionOf = async (stage: string, action: string) =>
  (await stateOf(stage))?.actionStates?.find(({ actionName }) => actionName === action);
const executionsNow = async () =>
  (await client.send(new ListPipelineExecutionsCommand({ pipelineName }))).pipelineExecutionSummaries ?? [];
const statusOf = async (pipelineExecutionId: string) =>
  (await client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }))).pipelineExecution?.status;
const put = async (status: 'Approved' | 'Rejected', token?: string, more: object = {}) => {
  const answer = await client.send(
    new PutApprovalResultCommand({
      pipelineName,
      stageName: 'Prod',
      actionName: 'Approve',
      token: token ?? (await actionOf('Prod', 'Approve'))?.latestExecution?.token ?? '',
      result: { status, summary: 'looked at it' },
      ...more,
    }),
  );
  await settle();
  return answer;
};

describe('pipelines', () => {
  it('are created, read as they were written, listed, updated and deleted', async () => {
    const created = await create();
    expect(created.pipeline).toEqual({ ...declaration(), version: 1 });
    expect(created.tags).toEqual([{ key: 'team', value: 'a' }]);
    const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name }));
    expect(pipeline).toEqual({ ...declaration(), version: 1 });
    const pipelineArn = 'arn:aws:codepipeline:eu-west-1:111111111111:picus';
    expect(metadata).toEqual({ pipelineArn, created: new Date(clock.now()), updated: new Date(clock.now()) });
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn: pipelineArn }))).tags).toHaveLength(1);
    const roleArn = 'arn:aws:iam::111111111111:role/other';
    const updated = await client.send(new UpdatePipelineCommand({ pipeline: declaration({ roleArn }) }));
    expect(updated.pipeline).toMatchObject({ version: 2, roleArn });
    expect((await client.send(new GetPipelineCommand({ name, version: 1 }))).pipeline?.roleArn).not.toBe(roleArn);
    await expect(client.send(new GetPipelineCommand({ name, version: 3 }))).rejects.toBeInstanceOf(
      PipelineVersionNotFoundException,
    );
    expect((await client.send(new ListPipelinesCommand({}))).pipelines).toMatchObject([
      { name, version: 2, pipelineType: 'V2', executionMode: 'SUPERSEDED' },
    ]);
    await client.send(new DeletePipelineCommand({ name }));
    await client.send(new DeletePipelineCommand({ name }));
    await expect(client.send(new GetPipelineStateCommand({ name }))).rejects.toBeInstanceOf(PipelineNotFoundException);
  });

  it('are refused when they are wrong, or need what is not implemented', async () => {
    await create();
    await expect(create()).rejects.toBeInstanceOf(PipelineNameInUseException);
    await expect(create({ name: 'with space' })).rejects.toBeInstanceOf(ValidationException);
    await expect(create({ name: 'a', stages: [] })).rejects.toBeInstanceOf(InvalidStructureException);
    const [source, build] = declaration().stages ?? [];
    const stages = [
      source!,
      { ...build!, actions: build!.actions!.map((action) => ({ ...action, inputArtifacts: [] })) },
    ];
    await expect(create({ name: 'a', stages })).rejects.toBeInstanceOf(InvalidActionDeclarationException);
    const conditional = [source!, { ...build!, onFailure: { result: 'ROLLBACK' as const } }];
    await expect(create({ name: 'a', stages: conditional })).rejects.toThrow('onFailure of a stage');
    const gitConfiguration = { sourceActionName: 'Fetch', pullRequest: [{ events: ['OPEN' as const] }] };
    const triggers = [{ providerType: 'CodeStarSourceConnection' as const, gitConfiguration }];
    await expect(create({ name: 'a', triggers })).rejects.toThrow('pullRequest of a trigger');
    await expect(
      client.send(new UpdatePipelineCommand({ pipeline: declaration({ name: 'b' }) })),
    ).rejects.toBeInstanceOf(PipelineNotFoundException);
  });
});

describe('an execution', () => {
  it('waits at its approval and goes on when it is given', async () => {
    await create();
    const [summary] = await executionsNow();
    expect(summary).toMatchObject({
      status: 'InProgress',
      trigger: { triggerType: 'CreatePipeline', triggerDetail: root },
      executionMode: 'SUPERSEDED',
      executionType: 'STANDARD',
      sourceRevisions: [{ actionName: 'Fetch', revisionId: 'c1' }],
    });
    const pipelineExecutionId = summary?.pipelineExecutionId ?? '';
    expect(await stateOf('Build')).toEqual({
      stageName: 'Build',
      inboundTransitionState: { enabled: true },
      latestExecution: { pipelineExecutionId, status: 'InProgress', type: 'STANDARD' },
      actionStates: [
        {
          actionName: 'Synth',
          latestExecution: {
            actionExecutionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            status: 'InProgress',
            lastStatusChange: new Date(clock.now()),
            externalExecutionId: 'synth:1',
          },
        },
      ],
    });
    expect((await actionOf('Source', 'Fetch'))?.currentRevision).toMatchObject({ revisionId: 'c1' });
    expect(await stateOf('Prod')).toEqual({
      stageName: 'Prod',
      inboundTransitionState: { enabled: true },
      actionStates: [{ actionName: 'Approve' }, { actionName: 'Stack' }, { actionName: 'Accept' }],
    });
    await built();
    const waiting = await actionOf('Prod', 'Approve');
    expect(waiting?.latestExecution).toMatchObject({
      status: 'InProgress',
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const token = waiting?.latestExecution?.token;
    await expect(put('Approved', '00000000-0000-4000-8000-000000000000')).rejects.toBeInstanceOf(
      InvalidApprovalTokenException,
    );
    await expect(put('Approved', token, { stageName: 'Nowhere' })).rejects.toBeInstanceOf(StageNotFoundException);
    expect((await put('Approved')).approvedAt).toEqual(new Date(clock.now()));
    await expect(put('Approved', token)).rejects.toBeInstanceOf(ApprovalAlreadyCompletedException);
    expect((await actionOf('Prod', 'Approve'))?.latestExecution).toEqual({
      actionExecutionId: expect.any(String),
      status: 'Succeeded',
      summary: 'looked at it',
      lastUpdatedBy: root,
      lastStatusChange: new Date(clock.now()),
    });
    world.build('accept').end();
    await settle();
    const { pipelineExecution } = await client.send(
      new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
    );
    expect(pipelineExecution).toMatchObject({
      pipelineName,
      pipelineVersion: 1,
      status: 'Succeeded',
      variables: [{ name: 'label', resolvedValue: 'none' }],
      artifactRevisions: [{ name: 'Code', revisionId: 'c1' }],
    });
    const succeeded = { pipelineName, filter: { succeededInStage: { stageName: 'Prod' } } };
    const { pipelineExecutionSummaries } = await client.send(new ListPipelineExecutionsCommand(succeeded));
    expect(pipelineExecutionSummaries).toHaveLength(1);
  });

  it('tells its actions, newest first, with what went in and came out', async () => {
    await create();
    await built();
    const pipelineExecutionId = (await executionsNow())[0]?.pipelineExecutionId;
    const { actionExecutionDetails } = await client.send(
      new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
    );
    const synth = actionExecutionDetails?.find(({ actionName }) => actionName === 'Synth');
    expect(actionExecutionDetails).toHaveLength(3);
    expect(synth).toMatchObject({
      stageName: 'Build',
      status: 'Succeeded',
      input: {
        actionTypeId: { category: 'Build', provider: 'CodeBuild' },
        configuration: { EnvironmentVariables: expect.stringContaining('#{Src.CommitId}') },
        resolvedConfiguration: { EnvironmentVariables: '[{"name":"SHA","type":"PLAINTEXT","value":"c1"}]' },
        inputArtifacts: [
          { name: 'Code', s3location: { bucket: 'artifacts', key: expect.stringMatching(/^picus\/Code\//) } },
        ],
      },
      output: {
        outputArtifacts: [{ name: 'Out' }, { name: 'Dist' }],
        executionResult: { externalExecutionId: 'synth:1' },
      },
    });
    const first = await client.send(new ListActionExecutionsCommand({ pipelineName, maxResults: 2 }));
    expect(first.actionExecutionDetails).toHaveLength(2);
    const { nextToken } = first;
    const rest = await client.send(new ListActionExecutionsCommand({ pipelineName, maxResults: 2, nextToken }));
    expect(rest).toMatchObject({ actionExecutionDetails: [{ actionName: 'Fetch' }] });
    expect(rest.nextToken).toBeUndefined();
  });

  it('ends where its approval is rejected', async () => {
    await create();
    await built();
    await put('Rejected');
    expect((await actionOf('Prod', 'Approve'))?.latestExecution).toMatchObject({
      status: 'Failed',
      summary: 'looked at it',
      lastUpdatedBy: root,
    });
    expect((await stateOf('Prod'))?.latestExecution?.status).toBe('Failed');
    expect((await executionsNow())[0]?.status).toBe('Failed');
    expect(world.stacks.all(TEST_SCOPE)).toEqual([]);
  });

  it('is started with variables and revisions, once for a token', async () => {
    await create();
    const request = {
      name,
      clientRequestToken: 'once',
      variables: [{ name: 'label', value: 'blue' }],
      sourceRevisions: [{ actionName: 'Fetch', revisionType: 'COMMIT_ID' as const, revisionValue: 'c1' }],
    };
    const one = await client.send(new StartPipelineExecutionCommand(request));
    const two = await client.send(new StartPipelineExecutionCommand(request));
    expect(two.pipelineExecutionId).toBe(one.pipelineExecutionId);
    expect(await executionsNow()).toHaveLength(2);
    const other = [{ actionName: 'Fetch', revisionType: 'IMAGE_DIGEST' as const, revisionValue: 'c1' }];
    await expect(client.send(new StartPipelineExecutionCommand({ name, sourceRevisions: other }))).rejects.toThrow(
      'IMAGE_DIGEST',
    );
  });
});

describe('several executions', () => {
  it('supersede each other before a stage that is locked or closed', async () => {
    await create();
    const transition = { pipelineName, stageName: 'Prod', transitionType: 'Inbound' as const };
    await client.send(new DisableStageTransitionCommand({ ...transition, reason: 'frozen' }));
    await built();
    expect(await stateOf('Prod')).toMatchObject({
      inboundTransitionState: { enabled: false, disabledReason: 'frozen', lastChangedBy: root },
      inboundExecution: { status: 'InProgress' },
    });
    const first = (await executionsNow())[0]?.pipelineExecutionId ?? '';
    const second = await start();
    await built();
    expect(await statusOf(first)).toBe('Superseded');
    expect((await executionsNow()).map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([second, first]);
    expect((await stateOf('Prod'))?.inboundExecution?.pipelineExecutionId).toBe(second);
    await client.send(new EnableStageTransitionCommand(transition));
    await settle();
    expect((await stateOf('Prod'))?.latestExecution).toMatchObject({
      pipelineExecutionId: second,
      status: 'InProgress',
    });
    await expect(
      client.send(new EnableStageTransitionCommand({ ...transition, transitionType: 'Outbound' })),
    ).rejects.toBeInstanceOf(ValidationException);
  });

  it('take the token of an approval from its external id in the mode PARALLEL', async () => {
    await create({ executionMode: 'PARALLEL' });
    await built();
    expect((await actionOf('Prod', 'Approve'))?.latestExecution?.token).toBeUndefined();
    const { actionExecutionDetails } = await client.send(new ListActionExecutionsCommand({ pipelineName }));
    const approval = actionExecutionDetails?.find(({ actionName }) => actionName === 'Approve');
    await put('Approved', approval?.output?.executionResult?.externalExecutionId);
    expect((await actionOf('Prod', 'Approve'))?.latestExecution?.status).toBe('Succeeded');
  });
});

describe('a retry and a stop', () => {
  it('runs a failed stage again, unless another execution came through', async () => {
    await create();
    await built('FAILED');
    const pipelineExecutionId = (await executionsNow())[0]?.pipelineExecutionId ?? '';
    expect((await actionOf('Build', 'Synth'))?.latestExecution?.errorDetails).toEqual({
      code: 'JobFailed',
      message: 'Build terminated with state: FAILED',
    });
    const retry = { pipelineName, pipelineExecutionId, stageName: 'Build', retryMode: 'FAILED_ACTIONS' as const };
    await expect(client.send(new RetryStageExecutionCommand({ ...retry, stageName: 'Source' }))).rejects.toBeInstanceOf(
      StageNotRetryableException,
    );
    expect(await client.send(new RetryStageExecutionCommand(retry))).toMatchObject({ pipelineExecutionId });
    await settle();
    await built('FAILED');
    expect(world.builds).toHaveLength(2);
    await start();
    await expect(client.send(new RetryStageExecutionCommand(retry))).rejects.toBeInstanceOf(
      NotLatestPipelineExecutionException,
    );
    const latestInPipelineExecution = { pipelineExecutionId, startTimeRange: 'Latest' as const };
    const latest = new ListActionExecutionsCommand({ pipelineName, filter: { latestInPipelineExecution } });
    expect((await client.send(latest)).actionExecutionDetails?.map(({ actionName }) => actionName)).toEqual([
      'Synth',
      'Fetch',
    ]);
  });

  it('stops after what runs, or abandons it', async () => {
    await create();
    const pipelineExecutionId = (await executionsNow())[0]?.pipelineExecutionId ?? '';
    const stop = { pipelineName, pipelineExecutionId, reason: 'enough' };
    await client.send(new StopPipelineExecutionCommand(stop));
    expect(await statusOf(pipelineExecutionId)).toBe('Stopping');
    expect((await stateOf('Build'))?.latestExecution?.status).toBe('Stopping');
    await expect(client.send(new StopPipelineExecutionCommand(stop))).rejects.toBeInstanceOf(
      DuplicatedStopRequestException,
    );
    await client.send(new StopPipelineExecutionCommand({ ...stop, abandon: true }));
    expect(await executionsNow()).toMatchObject([{ status: 'Stopped', stopTrigger: { reason: 'enough' } }]);
    expect((await actionOf('Build', 'Synth'))?.latestExecution?.status).toBe('Abandoned');
    await expect(client.send(new StopPipelineExecutionCommand(stop))).rejects.toBeInstanceOf(
      PipelineExecutionNotStoppableException,
    );
    await expect(
      client.send(new StopPipelineExecutionCommand({ ...stop, pipelineExecutionId: 'nobody' })),
    ).rejects.toBeInstanceOf(PipelineExecutionNotFoundException);
  });
});

describe(`the AWS CLI (${awsCliState})`, () => {
  it('sees and decides the gate', async () => {
    if (awsCliVersion === undefined) return;
    await create();
    await built();
    const told = await awsCli(gateway, 'codepipeline', 'get-pipeline-state', '--name', name);
    expect(told).toMatchObject({ code: 0 });
    const { stageStates } = JSON.parse(told.stdout) as {
      stageStates: { stageName: string; actionStates: { latestExecution?: { token?: string } }[] }[];
    };
    const token =
      stageStates.find(({ stageName }) => stageName === 'Prod')?.actionStates[0]?.latestExecution?.token ?? '';
    const where = ['--pipeline-name', name, '--stage-name', 'Prod', '--action-name', 'Approve'];
    const result = ['--result', 'summary=fine,status=Approved', '--token', token];
    const decided = await awsCli(gateway, 'codepipeline', 'put-approval-result', ...where, ...result);
    expect(decided).toMatchObject({ code: 0, stderr: '' });
    const again = await awsCli(gateway, 'codepipeline', 'put-approval-result', ...where, ...result);
    expect(again.stderr).toContain('ApprovalAlreadyCompletedException');
    await settle();
    expect((await actionOf('Prod', 'Approve'))?.latestExecution).toMatchObject({
      status: 'Succeeded',
      summary: 'fine',
    });
  }, 60_000);
});
