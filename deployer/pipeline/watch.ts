import { CannotRelease } from '../release/cannot-release.ts';
import { choosePipeline } from './choose-pipeline.ts';
import { commandToType, watchCommand } from './commands-to-type.ts';
import type { Look } from './changes-of.ts';
import { explainFailure, failedRuns } from './explain-failure.ts';
import { oneLine } from './one-line.ts';
import type { PipelineContext } from './pipeline-context.ts';
import type { PipelineOutcome } from './pipeline-outcome.ts';
import { hasEnded, describeRevision } from './pipeline-view.ts';
import { watchExecution } from './watch-execution.ts';

export interface WatchOptions {
  pipeline?: string;
  execution?: string;
  logs: boolean;
}

/** Follows an execution to its end: the one that is named, else the newest that is under way, else the newest. */
export async function watch(options: WatchOptions, context: PipelineContext): Promise<PipelineOutcome> {
  const pipeline = await choosePipeline(options.pipeline, context.pipelines);
  const executionId = options.execution ?? (await newest(pipeline, context));
  const end = await watchExecution({ pipeline, executionId, logs: options.logs }, context);
  if (end.kind === 'ended') return outcomeOf(end.last, context);
  const goesOn = `Execution ${end.executionId} goes on by itself.`;
  return {
    outcome: end.kind === 'interrupted' ? 'interrupted' : 'notSeen',
    message: end.kind === 'interrupted' ? `Interrupted. ${goesOn}` : `The end was not seen in time. ${goesOn}`,
    details: [`Watch it: ${watchCommand({ pipeline, executionId: end.executionId })}`],
    pipeline,
    executionId: end.executionId,
    ...(end.last && { status: end.last.execution.status }),
  };
}

async function newest(pipeline: string, { pipelines }: PipelineContext): Promise<string> {
  const executions = await pipelines.executions(pipeline);
  const found = executions.find((execution) => !hasEnded(execution)) ?? executions[0];
  if (!found) throw new CannotRelease(`Pipeline ${pipeline} has had no execution yet.`);
  return found.id;
}

async function outcomeOf({ pipeline, execution, runs }: Look, context: PipelineContext): Promise<PipelineOutcome> {
  const { id: executionId, status, revision } = execution;
  const facts = { pipeline, executionId, status, ...(revision && { revision }) };
  if (status === 'Succeeded') {
    const what = revision ? ` with ${describeRevision(revision)}` : '';
    return { outcome: 'succeeded', message: `Execution ${executionId} succeeded${what}.`, details: [], ...facts };
  }
  const failures = await Promise.all(failedRuns(runs).map((run) => explainFailure(run, context.pipelines)));
  const reasons = failures.map(({ reason }) => reason);
  const [failed] = failedRuns(runs);
  const retry = failed
    ? [`Try it again: ${commandToType('pipeline retry', '--pipeline', pipeline, '--stage', failed.stage)}`]
    : [];
  return {
    outcome: 'failed',
    message: `Execution ${executionId} ${ENDS[status] ?? status}: ${reasons[0] ?? otherReason(execution)}`,
    details: [
      ...failures.flatMap(({ reason, evidence }, index) => [...(index > 0 ? [reason] : []), ...evidence]),
      ...retry,
    ],
    ...facts,
  };
}

const ENDS: Readonly<Record<string, string>> = {
  Failed: 'failed',
  Stopped: 'was stopped',
  Cancelled: 'was cancelled',
  Superseded: 'was superseded',
};

function otherReason({ status, stopReason }: Look['execution']): string {
  if (status === 'Cancelled') return 'the pipeline was changed, and no other execution goes on in its place';
  if (status === 'Superseded') return 'the newer execution could not be found';
  return stopReason ? oneLine(stopReason) : 'no reason given';
}
