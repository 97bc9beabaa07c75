import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { PipelineGateway } from '../pipeline-gateway.ts';
import { buildReader } from './code-build.ts';
import { logReader } from './logs.ts';
import { pipelineReader } from './read-pipeline.ts';
import { pipelineWriter } from './write-pipeline.ts';

/** On the SDK's clients; region, credentials and AWS_ENDPOINT_URL come from the environment, as for every AWS tool. */
export function pipelineGateway(options: { region?: string } = {}): PipelineGateway {
  const config = { ...options, maxAttempts: 5, retryMode: 'standard' };
  const pipelines = new CodePipelineClient(config);
  return {
    ...pipelineReader(pipelines),
    ...pipelineWriter(pipelines),
    ...buildReader(new CodeBuildClient(config)),
    ...logReader(new CloudWatchLogsClient(config)),
  };
}
