import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as codepipeline from '@aws-sdk/client-codepipeline';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lineFiles } from '../../rehearsal/adapters/files/line-files.ts';
import { openStateDirectory } from '../../rehearsal/adapters/state/state-directory.ts';
import { apisOf } from '../../rehearsal/engine/apis.ts';
import { createWorld, type World } from '../../rehearsal/engine/world.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import type { SourceRevisions } from '../../rehearsal/runtime/ports/source-revisions.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';

/** Everything real but git: a stack makes projects and pipeline, builds are processes, their artifacts go on into a stack. */
let root: string;
let world: World;
let gateway: TestGateway;
let closeFiles: () => Promise<void>;
let stacks: cloudformation.CloudFormationClient;
let pipelines: codepipeline.CodePipelineClient;
let parameters: SSMClient;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pipeline-world-'));
  const source = join(root, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'message.txt'), 'from the source');
  const state = openStateDirectory(join(root, 'state'), { fresh: true });
  const files = lineFiles(state.logs, () => {});
  closeFiles = async () => {
    await files.close();
    state.release();
  };
  world = await createWorld({
    clock: scaledClock(60),
    log: silentLog,
    files,
    state,
    defaultAccount: scope.account,
    endpointUrl: () => gateway.url,
    faults: () => [],
    invocationFaults: () => 0,
    assetByKey: () => undefined,
    revisions: revisionsOf(source),
  });
  gateway = await startGateway(apisOf(world), { identities: world.identities });
  stacks = new cloudformation.CloudFormationClient(gateway.clientConfig());
  pipelines = new codepipeline.CodePipelineClient(gateway.clientConfig());
  parameters = new SSMClient(gateway.clientConfig());
}, 60_000);

afterAll(async () => {
  for (const client of [stacks, pipelines, parameters]) client.destroy();
  await gateway.close();
  await world.close();
  await closeFiles();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

function revisionsOf(directory: string): SourceRevisions {
  const commit = { commitId: 'c0ffee', message: 'one', author: { name: 'Ada', email: 'a@b.c' }, authoredAt: 0 };
  return { head: async () => commit, commit: async () => commit, checkout: async () => directory };
}

const released = {
  Resources: {
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/released', Type: 'String', Value: '@SHA@' } },
  },
  Outputs: { Name: { Value: { Ref: 'Parameter' } } },
};
const synth = {
  version: '0.2',
  phases: {
    build: {
      commands: [
        'mkdir -p out dist',
        `echo '${JSON.stringify(released)}' | sed "s/@SHA@/$SHA/" > out/stack.json`,
        'cp message.txt dist/',
      ],
    },
  },
  artifacts: {
    'secondary-artifacts': {
      Out: { 'base-directory': 'out', files: '**/*' },
      Dist: { 'base-directory': 'dist', files: '**/*' },
    },
  },
};
const accept = {
  version: '0.2',
  env: { 'exported-variables': ['SEEN'] },
  phases: { build: { commands: ['export SEEN="$(cat message.txt) $PARAMETER"', 'test "$PARAMETER" = /released'] } },
};

const project = (buildspec: object) => ({
  Type: 'AWS::CodeBuild::Project',
  Properties: {
    ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Source: { Type: 'CODEPIPELINE', BuildSpec: JSON.stringify(buildspec) },
    Artifacts: { Type: 'CODEPIPELINE' },
    Environment: {
      Type: 'LINUX_CONTAINER',
      ComputeType: 'BUILD_GENERAL1_SMALL',
      Image: 'aws/codebuild/standard:7.0',
      PrivilegedMode: false,
      ImagePullCredentialsType: 'CODEBUILD',
    },
    EncryptionKey: 'alias/aws/s3',
  },
});
const type = (Category: string, Provider: string) => ({ Category, Owner: 'AWS', Provider, Version: '1' });
const template = (more: object[] = []) => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'pipeline',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'codebuild.amazonaws.com' } }],
        },
      },
    },
    Synth: project(synth),
    Accept: project(accept),
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: {
        Name: 'picus',
        PipelineType: 'V2',
        RestartExecutionOnUpdate: true,
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        ArtifactStore: { Type: 'S3', Location: 'artifacts' },
        Stages: [
          {
            Name: 'Source',
            Actions: [
              {
                Name: 'Fetch',
                ActionTypeId: type('Source', 'CodeStarSourceConnection'),
                Namespace: 'Src',
                OutputArtifacts: [{ Name: 'Code' }],
                Configuration: { ConnectionArn: 'arn:connection', FullRepositoryId: 'a/b', BranchName: 'main' },
              },
            ],
          },
          {
            Name: 'Build',
            Actions: [
              {
                Name: 'Synth',
                ActionTypeId: type('Build', 'CodeBuild'),
                InputArtifacts: [{ Name: 'Code' }],
                OutputArtifacts: [{ Name: 'Out' }, { Name: 'Dist' }],
                Configuration: {
                  ProjectName: { Ref: 'Synth' },
                  EnvironmentVariables: '[{"name":"SHA","type":"PLAINTEXT","value":"#{Src.CommitId}"}]',
                },
              },
            ],
          },
          {
            Name: 'Prod',
            Actions: [
              { Name: 'Approve', ActionTypeId: type('Approval', 'Manual'), RunOrder: 1 },
              {
                Name: 'Stack',
                RunOrder: 2,
                ActionTypeId: type('Deploy', 'CloudFormation'),
                Namespace: 'Stack',
                InputArtifacts: [{ Name: 'Out' }],
                Configuration: { ActionMode: 'CREATE_UPDATE', StackName: 'released', TemplatePath: 'Out::stack.json' },
              },
              {
                Name: 'Accept',
                RunOrder: 3,
                Namespace: 'Accept',
                ActionTypeId: type('Build', 'CodeBuild'),
                InputArtifacts: [{ Name: 'Dist' }],
                Configuration: {
                  ProjectName: { Ref: 'Accept' },
                  EnvironmentVariables: '[{"name":"PARAMETER","value":"#{Stack.Name}"}]',
                },
              },
            ],
          },
          ...more,
        ],
      },
    },
  },
});

/** Resolves when the pipeline is as it should be. */
const until = (check: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!check()) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = world.pipelines.changed.subscribe(look);
    look();
  });
const runs = () => world.pipelines.get(scope, 'picus').state.executions;
const settledStack = async () => world.stacks.settled(world.stacks.byName(scope, 'pipeline'));

describe('a pipeline whose builds and stacks are real', () => {
  it('releases what its builds made, and starts again when its own stack changes it', async () => {
    const request = {
      StackName: 'pipeline',
      TemplateBody: JSON.stringify(template()),
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    };
    await stacks.send(new cloudformation.CreateStackCommand(request));
    expect(await settledStack()).toMatchObject({ status: 'CREATE_COMPLETE' });

    const approval = () => runs()[0]?.actionRuns.find(({ action }) => action === 'Approve');
    await until(() => approval() !== undefined || runs()[0]?.status !== 'InProgress');
    expect(runs()[0]?.actionRuns.map(({ action, status, error }) => ({ action, status, error }))).toEqual([
      { action: 'Fetch', status: 'Succeeded' },
      { action: 'Synth', status: 'Succeeded' },
      { action: 'Approve', status: 'InProgress' },
    ]);
    await pipelines.send(
      new codepipeline.PutApprovalResultCommand({
        pipelineName: 'picus',
        stageName: 'Prod',
        actionName: 'Approve',
        token: approval()?.token ?? '',
        result: { status: 'Approved', summary: 'go' },
      }),
    );
    await until(() => runs()[0]?.status !== 'InProgress');
    expect(runs()[0]?.status).toBe('Succeeded');
    expect(runs()[0]?.outputs['Accept']).toEqual({ SEEN: 'from the source /released' });
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name: '/released' }));
    expect(Parameter?.Value).toBe('c0ffee');

    const more = { Name: 'More', Actions: [{ Name: 'Wait', ActionTypeId: type('Approval', 'Manual') }] };
    await stacks.send(
      new cloudformation.UpdateStackCommand({ ...request, TemplateBody: JSON.stringify(template([more])) }),
    );
    await settledStack();
    expect(runs().map(({ status }) => status)).toEqual(['Succeeded', 'InProgress']);
    await until(() => runs()[1]?.actionRuns.some(({ action }) => action === 'Approve') ?? false);
    const { pipeline } = await pipelines.send(new codepipeline.GetPipelineCommand({ name: 'picus' }));
    expect(pipeline).toMatchObject({ version: 2 });
    expect(pipeline?.stages?.map(({ name }) => name)).toEqual(['Source', 'Build', 'Prod', 'More']);
  }, 90_000);
});
