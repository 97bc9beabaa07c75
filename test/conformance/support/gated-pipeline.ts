const actionType = (Category: string, Provider: string) => ({ Category, Owner: 'AWS', Provider, Version: '1' });
const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** A template of a pipeline that fetches `example/web`, builds until the file `gate` exists, and asks for approval. */
export const gatedPipeline = (gate: string) => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    Project: {
      Type: 'AWS::CodeBuild::Project',
      Properties: {
        Name: 'wait',
        ServiceRole: roleArn,
        Source: {
          Type: 'CODEPIPELINE',
          BuildSpec: JSON.stringify({
            version: '0.2',
            phases: { build: { commands: [`until [ -e '${gate}' ]; do sleep 0.05; done`] } },
          }),
        },
        Artifacts: { Type: 'CODEPIPELINE' },
        Environment: {
          Type: 'LINUX_CONTAINER',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          Image: 'aws/codebuild/standard:7.0',
        },
      },
    },
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: {
        Name: 'gated',
        PipelineType: 'V2',
        RoleArn: roleArn,
        ArtifactStore: { Type: 'S3', Location: 'artifacts' },
        Stages: [
          {
            Name: 'Source',
            Actions: [
              {
                Name: 'Fetch',
                ActionTypeId: actionType('Source', 'CodeStarSourceConnection'),
                OutputArtifacts: [{ Name: 'Code' }],
                Configuration: {
                  ConnectionArn: 'arn:connection',
                  FullRepositoryId: 'example/web',
                  BranchName: 'main',
                },
              },
            ],
          },
          {
            Name: 'Build',
            Actions: [
              {
                Name: 'Wait',
                ActionTypeId: actionType('Build', 'CodeBuild'),
                InputArtifacts: [{ Name: 'Code' }],
                Configuration: { ProjectName: { Ref: 'Project' } },
              },
            ],
          },
          { Name: 'Prod', Actions: [{ Name: 'Approve', ActionTypeId: actionType('Approval', 'Manual') }] },
        ],
      },
    },
  },
});
