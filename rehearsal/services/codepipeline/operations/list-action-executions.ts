import type { ListActionExecutionsCommandInput, ListActionExecutionsCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { wireActionExecution } from '../mapping.ts';
import { page } from '../pages.ts';
import { required } from '../required.ts';

/** Newest first. */
export const listActionExecutions: Operation<ListActionExecutionsCommandInput, ListActionExecutionsCommandOutput> =
  ({ pipelines }) =>
  ({ pipelineName, filter, maxResults, nextToken }, { scope }) => {
    const record = pipelines.get(scope, required(pipelineName, 'pipelineName'));
    const latest = filter?.latestInPipelineExecution;
    const id = filter?.pipelineExecutionId ?? latest?.pipelineExecutionId;
    const executions = id === undefined ? record.state.executions : [pipelines.execution(scope, record.name, id)];
    const runs = executions.flatMap((execution) =>
      execution.actionRuns
        // Of an action that was retried only the run that counts.
        .filter((run) => !latest || execution.stageRuns[run.stage]?.current[run.action] === run.id)
        .map((run) => ({ execution, run })),
    );
    const newestFirst = runs.toReversed().toSorted((a, b) => b.run.startedAt - a.run.startedAt);
    const found = page(newestFirst, nextToken, maxResults);
    return {
      actionExecutionDetails: found.items.map(({ execution, run }) => wireActionExecution(execution, run)),
      nextToken: found.nextToken,
    };
  };
