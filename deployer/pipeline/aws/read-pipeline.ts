import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
  paginateListPipelines,
} from '@aws-sdk/client-codepipeline';
import type { PipelineGateway } from '../pipeline-gateway.ts';
import type { ActionRun, Execution } from '../pipeline-view.ts';
import { toExecution, toRun, toView } from './mapping.ts';
import { refusedBy } from './refusals.ts';

/** Statuses and history of pipelines. */
export function pipelineReader(
  client: CodePipelineClient,
): Pick<PipelineGateway, 'names' | 'view' | 'executions' | 'runs'> {
  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { pipelines = [] } of paginateListPipelines({ client }, {}))
      found.push(...pipelines.flatMap(({ name }) => name ?? []));
    return found;
  };
  const asked = <T>(pipeline: string, read: () => Promise<T>): Promise<T> =>
    read().catch(async (error: Error) => {
      throw await refusedBy(error, pipeline, names);
    });
  return {
    names,
    view: (pipeline) =>
      asked(pipeline, async () => {
        const [state, { pipeline: declaration }] = await Promise.all([
          client.send(new GetPipelineStateCommand({ name: pipeline })),
          client.send(new GetPipelineCommand({ name: pipeline })),
        ]);
        return toView(pipeline, state, declaration);
      }),
    executions: (pipeline, find) =>
      asked(pipeline, async () => {
        const found: Execution[] = [];
        for await (const page of paginateListPipelineExecutions({ client }, { pipelineName: pipeline })) {
          found.push(...(page.pipelineExecutionSummaries ?? []).map(toExecution));
          if (find === undefined || found.some(({ id }) => id === find)) break;
        }
        // Documented as a history, newest first only in the console: sorted, so that nothing depends on it.
        return found.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
      }),
    runs: (pipeline, pipelineExecutionId) =>
      asked(pipeline, async () => {
        const found: ActionRun[] = [];
        const input = { pipelineName: pipeline, filter: { pipelineExecutionId } };
        for await (const { actionExecutionDetails = [] } of paginateListActionExecutions({ client }, input))
          found.push(...actionExecutionDetails.map(toRun));
        // Pages come newest first; of runs that began in the same moment the order of the list is kept.
        return found.toReversed().toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
      }),
  };
}
