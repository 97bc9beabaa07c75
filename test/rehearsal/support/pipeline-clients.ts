import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodePipelineClient, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { buildReader } from '../../../deployer/pipeline/aws/code-build.ts';
import { logReader } from '../../../deployer/pipeline/aws/logs.ts';
import { pipelineReader } from '../../../deployer/pipeline/aws/read-pipeline.ts';
import { pipelineWriter } from '../../../deployer/pipeline/aws/write-pipeline.ts';
import { explainFailure, failedRuns } from '../../../deployer/pipeline/explain-failure.ts';
import { PIPELINE, SCOPE } from './pipeline-product.ts';
import { PipelineView } from './pipeline-view.ts';

export type PipelineClients = ReturnType<typeof pipelineClients>;

/** What clients of the AWS APIs see of the small product, and what they may do. */
export function pipelineClients(endpoint: string) {
  const credentials = { accessKeyId: SCOPE.account, secretAccessKey: 'rehearsal' };
  const config = { endpoint, region: SCOPE.region, credentials, maxAttempts: 2 };
  const codepipeline = new CodePipelineClient(config);
  const codebuild = new CodeBuildClient(config);
  const logs = new CloudWatchLogsClient(config);
  const ssm = new SSMClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  /** The release tool's own view. */
  const release = {
    ...pipelineReader(codepipeline),
    ...pipelineWriter(codepipeline),
    ...buildReader(codebuild),
    ...logReader(logs),
  };
  const view = new PipelineView(codepipeline);
  return {
    codepipeline,
    ssm,
    s3,
    release,
    view,
    /** `value (version)` by name: a write of the same value is seen, too. */
    parametersOf: async (environment: string): Promise<Record<string, string>> => {
      const { Parameters = [] } = await ssm.send(new GetParametersByPathCommand({ Path: `/small/${environment}` }));
      return Object.fromEntries(
        Parameters.map(({ Name = '', Value, Version }) => [Name.split('/').at(-1) ?? '', `${Value} (${Version})`]),
      );
    },
    /** Of the approval that waits, unless a token is given. */
    decide: async (status: 'Approved' | 'Rejected', summary: string, token?: string): Promise<void> => {
      await codepipeline.send(
        new PutApprovalResultCommand({
          pipelineName: PIPELINE,
          stageName: 'prod',
          actionName: 'Approve',
          token: token ?? (await view.waiting())?.token,
          result: { status, summary },
        }),
      );
    },
    /** Why an execution failed, as the release tool tells it: one line each, and what the commands said. */
    reasonsOf: async (executionId: string): Promise<{ reasons: string[]; evidence: string }> => {
      const failed = failedRuns(await release.runs(PIPELINE, executionId));
      const failures = await Promise.all(failed.map((run) => explainFailure(run, release)));
      return {
        reasons: failures.map(({ reason }) => reason),
        evidence: failures.flatMap(({ evidence }) => evidence).join('\n'),
      };
    },
    /** All that the builds of an action said in an execution. */
    logOf: async (executionId: string, stage: string, action: string): Promise<string> => {
      const runs = (await release.runs(PIPELINE, executionId)).filter(
        (run) => run.stage === stage && run.action === action,
      );
      const builds = await release.builds(runs.flatMap(({ externalId }) => externalId ?? []));
      const lines = await Promise.all(builds.map(async ({ log }) => (log ? release.lastLogLines(log, 10_000) : [])));
      return lines.flat().join('\n');
    },
    destroy: () => {
      for (const client of [codepipeline, codebuild, logs, ssm, s3]) client.destroy();
    },
  };
}
