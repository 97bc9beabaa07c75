import { RetryStageExecutionCommand, StageRetryMode, StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { eventually } from './support/eventually.ts';
import { ROOT } from './support/labelled-assembly.ts';
import { greeting, PIPELINE, SCOPE, withAddedStep } from './support/pipeline-product.ts';
import { type RunningProduct, startProduct } from './support/running-product.ts';

/** The pipeline of `test/fixtures/small-delivery`, as CDK synthesizes it, with everything real: git, builds and the CDK CLI. */
let small: RunningProduct | undefined;
const running = (): RunningProduct => {
  if (!small) throw new Error('The product does not run.');
  return small;
};

const MINUTES = 60_000;
/** In the order in which it must happen. */
const WHOLE_WAY = [
  'Source/example_small Succeeded',
  'Build/Build Succeeded',
  'UpdatePipeline/SelfMutate Succeeded',
  'Assets/FileAssets Succeeded',
  'Checks/Check Succeeded',
  'dev/small-dev.Deploy Succeeded',
  'dev/Accept Succeeded',
  'prod/Approve Succeeded',
  'prod/small-prod.Deploy Succeeded',
];

/** What the first push has left. */
let first: {
  execution: string;
  atTheGate: { dev: Record<string, string>; prod: Record<string, string> };
  /** GetPipelineState as the AWS CLI shows it, where there is one. */
  shown: string;
  told: string;
};

beforeAll(async () => {
  small = await startProduct();
  const commit = await small.product.commit('first', { ...greeting('hello'), 'catalogue.txt': 'one apple\n' });
  const told = await small.push();
  const execution = await small.view.untilWaiting(commit);
  const atTheGate = { dev: await small.parametersOf('dev'), prod: await small.parametersOf('prod') };
  const shown = await approvedBySomebodyElse(small);
  first = { execution, atTheGate, shown, told };
  const { status } = await small.view.ended(commit);
  if (status !== 'Succeeded') throw new Error((await small.reasonsOf(execution)).reasons.join('\n'));
}, 4 * MINUTES);

afterAll(async () => {
  await small?.stop();
}, MINUTES);

/** By the AWS CLI, with nothing but what it shows; by the SDK where there is none. */
async function approvedBySomebodyElse({ engine, decide }: RunningProduct): Promise<string> {
  if (awsCliVersion === undefined) {
    await decide('Approved', 'go');
    return '';
  }
  const aws = (...args: string[]) => awsCli({ engine, scope: SCOPE }, 'codepipeline', ...args);
  const shown = await aws('get-pipeline-state', `--name=${PIPELINE}`, '--output=json');
  const { stageStates } = JSON.parse(shown) as {
    stageStates: { stageName: string; actionStates: { actionName: string; latestExecution?: { token?: string } }[] }[];
  };
  const [gate] = stageStates.flatMap(({ stageName, actionStates }) =>
    actionStates.flatMap(({ actionName, latestExecution: { token } = {} }) =>
      token === undefined ? [] : [{ stageName, actionName, token }],
    ),
  );
  await aws(
    'put-approval-result',
    `--pipeline-name=${PIPELINE}`,
    `--stage-name=${gate?.stageName}`,
    `--action-name=${gate?.actionName}`,
    `--token=${gate?.token}`,
    '--result=summary=go,status=Approved',
  );
  return shown;
}

describe('the first push', () => {
  it('goes through every action in turn, each with its times', async () => {
    const { view } = running();
    expect(first.told).toContain(`Pipeline ${PIPELINE} starts: execution ${first.execution}`);
    expect(await view.story(first.execution)).toEqual(WHOLE_WAY);
    const actions = await view.actions(first.execution);
    const seconds = actions.map(({ startTime, lastUpdateTime }) => Number(lastUpdateTime) - Number(startTime));
    expect(seconds.every((each) => each >= 0)).toBe(true);
    const starts = actions.map(({ startTime }) => Number(startTime));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it('asks before prod, and brings to both what is in the commit', async () => {
    const { parametersOf, s3 } = running();
    const { dev, prod } = first.atTheGate;
    expect(dev).toEqual({ greeting: 'hello (1)', catalogue: expect.stringMatching(/^s3:\/\/\S+ \(1\)$/) });
    expect(prod).toEqual({});
    const { greeting: said, catalogue = '' } = await parametersOf('dev');
    expect(said).toBeDefined();
    const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(\S+)/.exec(catalogue) ?? [];
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('one apple\n');
  });

  it(`was seen and approved by ${awsCliState}`, async () => {
    const approval = (await running().view.actions(first.execution)).find(({ actionName }) => actionName === 'Approve');
    expect(approval?.output?.executionResult?.externalExecutionSummary).toBe('go');
    if (awsCliVersion === undefined) return;
    expect(JSON.parse(first.shown)).toMatchObject({ pipelineName: PIPELINE, pipelineVersion: 1 });
    const calls = running()
      .calls()
      .filter(({ userAgent }) => userAgent.startsWith('aws-cli/'));
    expect(calls.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'GetPipelineState 200',
      'PutApprovalResult 200',
    ]);
  });
});

describe('a commit that adds a step', () => {
  it(
    'is executed by the pipeline that the real CDK CLI made of it, in the same push; and can be stopped',
    async () => {
      const { product, push, view, codepipeline, logOf, calls, parametersOf } = running();
      const before = { prod: await parametersOf('prod'), calls: calls().length };
      const commit = await product.commit('one more check', withAddedStep(product));
      await push();
      const execution = await view.untilWaiting(commit);
      const [now, updated, ...others] = await view.executionsOf(commit);
      expect([now?.pipelineExecutionId, others]).toEqual([execution, []]);
      expect(updated?.status).toBe('Cancelled');
      const told = updated?.pipelineExecutionId ?? '';
      expect(await view.story(told)).toHaveLength(3);
      const story = await view.story(execution);
      expect(story).toContain('Checks/Added Succeeded');
      expect(story.at(-1)).toBe('prod/Approve InProgress');

      // The build tells which cdk it ran: the program of the pinned package and its bundle, byte by byte.
      const hashOf = (file: string) =>
        createHash('sha256')
          .update(readFileSync(join(ROOT, 'node_modules', 'aws-cdk', file)))
          .digest('hex');
      const log = await logOf(execution, 'UpdatePipeline', 'SelfMutate');
      expect(log).toContain(`cdk is ${hashOf('bin/cdk')} ${hashOf('lib/index.js')}`);
      const writes = calls()
        .slice(before.calls)
        .filter(({ operation }) =>
          ['AssumeRole', 'CreateChangeSet', 'ExecuteChangeSet', 'UpdatePipeline'].includes(operation),
        )
        .map(({ operation, caller, status }) => `${operation} ${status} ${caller.split('/').slice(1, 2).join('')}`);
      const deployRole = `cdk-hnb659fds-deploy-role-${SCOPE.account}-${SCOPE.region}`;
      expect(writes).toContain(`CreateChangeSet 200 ${deployRole}`);
      expect(writes).toContain(`ExecuteChangeSet 200 ${deployRole}`);

      await codepipeline.send(
        new StopPipelineExecutionCommand({
          pipelineName: PIPELINE,
          pipelineExecutionId: execution,
          abandon: true,
          reason: 'enough seen',
        }),
      );
      expect(await view.ended(commit)).toEqual({ id: execution, status: 'Stopped' });
      expect(await parametersOf('prod')).toEqual(before.prod);
    },
    4 * MINUTES,
  );
});

describe('a commit that must not come to prod', () => {
  it.each([
    [
      'a build command that fails',
      () => ({ 'release.json': '{}\n' }),
      /^Build\.Build failed in BUILD: COMMAND_EXECUTION_ERROR: .*node build\.mjs.*exit status 3$/,
      'release.json has no greeting',
    ],
    [
      'a finding of the rules',
      () =>
        running().product.edited(
          'environment.ts',
          ['import { Asset }', "import { Bucket } from 'aws-cdk-lib/aws-s3';\nimport { Asset }"],
          ['const catalogue', "const bucket = new Bucket(stack, 'Files');\n    const catalogue"],
        ),
      /^Build\.Build failed in BUILD: COMMAND_EXECUTION_ERROR: .*cdk synth.*exit status 1$/,
      "small-pipeline/prod/greeting/Files/Resource aws-cdk-lib.aws_s3.CfnBucket\n     Acknowledge with 'AwsSolutions::AwsSolutions-S10'",
    ],
    [
      'a failing check',
      () => greeting('a greeting that nobody remembers'),
      /^Checks\.Check failed in BUILD: COMMAND_EXECUTION_ERROR: .*node check\.mjs.*exit status 4$/,
      'the greeting is longer than 20 characters',
    ],
  ])(
    '%s stops it there, with the reason in one line',
    async (message, files, reason, said) => {
      const { product, push, view, reasonsOf, parametersOf } = running();
      const prod = await parametersOf('prod');
      const commit = await product.commit(message, files());
      await push();
      const { id, status } = await view.ended(commit);
      await product.takeBack();
      expect(status).toBe('Failed');
      const { reasons, evidence } = await reasonsOf(id);
      expect(reasons).toEqual([expect.stringMatching(reason)]);
      expect(evidence).toContain(said);
      expect((await view.story(id)).filter((line) => /^(dev|prod)\//.test(line))).toEqual([]);
      expect(await parametersOf('prod')).toEqual(prod);
    },
    2 * MINUTES,
  );

  it(
    'stops at a failing acceptance test, goes on when its stage is retried, and gives way when it is rejected',
    async () => {
      const { product, push, view, codepipeline, ssm, decide, reasonsOf, parametersOf } = running();
      const prod = await parametersOf('prod');
      await ssm.send(new PutParameterCommand({ Name: '/small/dev/closed', Value: 'for today', Type: 'String' }));
      const commit = await product.commit('second', greeting('good morning'));
      await push();
      const { id, status } = await view.ended(commit);
      expect(status).toBe('Failed');
      expect((await reasonsOf(id)).reasons).toEqual([
        expect.stringMatching(/^dev\.Accept failed in BUILD: COMMAND_EXECUTION_ERROR: .*accept\.mjs.*exit status 5$/),
      ]);
      expect((await reasonsOf(id)).evidence).toContain('dev does not greet with "good morning": ');
      expect((await view.story(id)).slice(-2)).toEqual(['dev/small-dev.Deploy Succeeded', 'dev/Accept Failed']);

      await ssm.send(new DeleteParameterCommand({ Name: '/small/dev/closed' }));
      const stage = { pipelineName: PIPELINE, stageName: 'dev', pipelineExecutionId: id };
      await codepipeline.send(new RetryStageExecutionCommand({ ...stage, retryMode: StageRetryMode.FAILED_ACTIONS }));
      expect(await view.untilWaiting(commit)).toBe(id);
      expect((await view.story(id)).slice(-3)).toEqual([
        'dev/Accept Failed',
        'dev/Accept Succeeded',
        'prod/Approve InProgress',
      ]);

      // Documentation starts nothing, and whoever pushes it is told.
      const known = (await view.executions()).length;
      await product.commit('documentation', { 'docs/notes.md': `# Notes\n\nOf ${id}.\n`, 'NOTES.md': id });
      expect(await push()).toMatch(/No pipeline starts for branch main\. It changes .*docs\/notes\.md/);
      expect(await view.executions()).toHaveLength(known);

      // While one waits to be decided, newer ones come as far as the door of prod; the newest stays.
      const third = await product.commit('third', greeting('good evening'));
      await push();
      const fourth = await product.commit('fourth', greeting('good night'));
      await push();
      expect(await view.ended(third)).toMatchObject({ status: 'Superseded' });
      const inbound = await eventually('an execution before prod', async () => {
        const door = (await view.stages()).find(({ stageName }) => stageName === 'prod');
        return door?.inboundExecution?.pipelineExecutionId;
      });
      const [newest] = await view.executionsOf(fourth);
      expect(inbound).toBe(newest?.pipelineExecutionId);
      expect(await parametersOf('prod')).toEqual(prod);

      await decide('Rejected', 'not today');
      expect(await view.ended(commit)).toEqual({ id, status: 'Failed' });
      expect((await reasonsOf(id)).reasons).toEqual(['prod.Approve was rejected by root: not today']);
      expect(await view.untilWaiting(fourth)).toBe(inbound);
      expect(await parametersOf('prod')).toEqual(prod);
      await decide('Approved', 'at last');
      expect(await view.ended(fourth)).toEqual({ id: inbound, status: 'Succeeded' });
      expect((await parametersOf('prod'))['greeting']).toMatch(/^good night /);
    },
    6 * MINUTES,
  );
});
