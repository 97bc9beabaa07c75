import { choosePipeline } from './choose-pipeline.ts';
import { describePipeline } from './describe-pipeline.ts';
import { explainFailure } from './explain-failure.ts';
import type { PipelineContext } from './pipeline-context.ts';
import type { PipelineOutcome } from './pipeline-outcome.ts';
import { type ActionRun, type Build, hasEnded, isBuild } from './pipeline-view.ts';
import { waitingApprovals } from './waiting-approvals.ts';

/** Prints where a pipeline stands. Makes no write. */
export async function status(options: { pipeline?: string }, context: PipelineContext): Promise<PipelineOutcome> {
  const { pipelines, time } = context;
  const name = await choosePipeline(options.pipeline, pipelines);
  const [view, executions] = await Promise.all([pipelines.view(name), pipelines.executions(name)]);
  const runs = view.stages.flatMap(({ actions }) => actions.flatMap(({ run }) => run ?? []));
  const [builds, approvals, failures] = await Promise.all([
    buildsOf(runs, context),
    waitingApprovals(view, pipelines),
    Promise.all(
      runs
        .filter((run) => run.status === 'Failed')
        .map(async (run) => [run.id, await explainFailure(run, pipelines)] as const),
    ),
  ]);
  const seen = { view, executions, builds, approvals, failures: Object.fromEntries(failures), at: time.now() };
  for (const line of describePipeline(seen)) context.print(line);
  const running = executions.filter((execution) => !hasEnded(execution));
  const [latest] = executions;
  const ended = latest ? `The latest execution is ${latest.status}.` : 'No execution yet.';
  return {
    outcome: 'done',
    message: running.length > 0 ? `${running.length} under way, ${approvals.length} to decide.` : ended,
    details: [],
    pipeline: name,
    ...(latest && { executionId: latest.id, status: latest.status }),
    // Tokens are not for logs: `approve` asks for them itself.
    view: {
      ...seen,
      view: withoutTokens(view),
      approvals: approvals.map((approval) => ({ ...approval, token: undefined })),
    },
  };
}

/** Whoever may see the pipeline may not always see its builds: then their logs are not named. */
async function buildsOf(runs: readonly ActionRun[], { pipelines }: PipelineContext): Promise<Build[]> {
  const ids = runs.filter(isBuild).flatMap(({ externalId }) => externalId ?? []);
  if (ids.length === 0) return [];
  return pipelines.builds([...new Set(ids)]).catch(() => []);
}

const withoutTokens = <T extends { stages: { actions: { run: ActionRun | undefined }[] }[] }>(view: T): T => ({
  ...view,
  stages: view.stages.map((stage) => ({
    ...stage,
    actions: stage.actions.map((action) => ({ ...action, run: action.run && { ...action.run, token: undefined } })),
  })),
});
