import type * as codepipeline from '@aws-sdk/client-codepipeline';
import { TEST_SCOPE as scope } from './gateway.ts';

/** The stack of picus: Source, Build, Prod. `passes` is the file that the check asks for, `gate` a pipe that builds read. */
export const template = ({ passes, gate }: { passes: string; gate: string }, more: string[]) => ({
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
    Synth: project(build(gate)),
    Check: project(check(passes)),
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
            Actions: [sourceAction],
          },
          {
            Name: 'Build',
            Actions: [{ ...buildAction('Synth', 'Synth', 1), OutputArtifacts: [{ Name: 'Out' }] }],
          },
          { Name: 'Prod', Actions: [approval, buildAction('Check', 'Check', 2)] },
          ...more.map((Name) => ({ Name, Actions: [buildAction('Again', 'Check', 1)] })),
        ],
      },
    },
  },
});

/** A pipeline with an approval, whose executions run in parallel, as CreatePipeline takes it. */
export const parallelPipeline = (name: string): codepipeline.PipelineDeclaration => ({
  name,
  pipelineType: 'V2',
  executionMode: 'PARALLEL',
  roleArn: `arn:aws:iam::${scope.account}:role/pipeline`,
  artifactStore: { type: 'S3', location: 'artifacts' },
  stages: [
    { name: 'Source', actions: [toWire(sourceAction)] },
    { name: 'Prod', actions: [toWire(approval)] },
  ],
});

/** An action of a template as the API has it: the same names, beginning small. */
const toWire = ({ Name, ActionTypeId, Configuration, ...action }: typeof sourceAction | typeof approval) => ({
  name: Name,
  actionTypeId: {
    category: ActionTypeId.Category as codepipeline.ActionCategory,
    owner: 'AWS' as const,
    provider: ActionTypeId.Provider,
    version: ActionTypeId.Version,
  },
  configuration: Configuration,
  outputArtifacts: 'OutputArtifacts' in action ? action.OutputArtifacts.map((each) => ({ name: each.Name })) : [],
});
const build = (gate: string) => ({
  version: '0.2',
  phases: { build: { commands: ['echo "builds $(cat message.txt)"', `test ! -p ${gate} || cat ${gate}`] } },
  artifacts: { files: '**/*' },
});
const check = (passes: string) => ({
  version: '0.2',
  phases: {
    build: { commands: ['echo "asks the service"', `test -f ${passes} || { echo "version is wrong"; exit 3; }`] },
  },
});

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
const approval = {
  Name: 'Approve',
  ActionTypeId: type('Approval', 'Manual'),
  Configuration: { CustomData: 'Release to prod' },
  RunOrder: 1,
};
const sourceAction = {
  Name: 'Fetch',
  ActionTypeId: type('Source', 'CodeStarSourceConnection'),
  OutputArtifacts: [{ Name: 'Code' }],
  Configuration: { ConnectionArn: 'arn:connection', FullRepositoryId: 'a/b', BranchName: 'main' },
};
const buildAction = (Name: string, ProjectName: string, RunOrder: number) => ({
  Name,
  RunOrder,
  ActionTypeId: type('Build', 'CodeBuild'),
  InputArtifacts: [{ Name: 'Code' }],
  Configuration: { ProjectName: { Ref: ProjectName } },
});
