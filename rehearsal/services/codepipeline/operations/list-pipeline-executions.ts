import type {
  ListPipelineExecutionsCommandInput,
  ListPipelineExecutionsCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { wireSummary } from '../mapping.ts';
import { page } from '../pages.ts';
import { required } from '../required.ts';

/** Newest first. */
export const listPipelineExecutions: Operation<
  ListPipelineExecutionsCommandInput,
  ListPipelineExecutionsCommandOutput
> =
  ({ pipelines }) =>
  ({ pipelineName, maxResults, nextToken, filter }, { scope }) => {
    const { state } = pipelines.get(scope, required(pipelineName, 'pipelineName'));
    const stage = filter?.succeededInStage?.stageName;
    const wanted = state.executions.filter(
      ({ stageRuns }) => stage === undefined || stageRuns[stage]?.status === 'Succeeded',
    );
    const found = page(wanted.toReversed(), nextToken, maxResults);
    return { pipelineExecutionSummaries: found.items.map(wireSummary), nextToken: found.nextToken };
  };
