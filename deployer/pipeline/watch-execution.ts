import { pause } from '../context.ts';
import { bad } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { patiently } from '../watch/watch-deployment.ts';
import { changesOf, type Look, type PipelineEvent, type Wait } from './changes-of.ts';
import { describeEvent } from './describe-event.ts';
import { LogTail } from './log-tail.ts';
import type { PipelineContext } from './pipeline-context.ts';
import { type Execution, hasEnded, type PipelineView } from './pipeline-view.ts';
import { isReplaced, successorOf } from './successor-of.ts';

export type WatchEnd =
  { kind: 'ended'; last: Look } | { kind: 'timed-out' | 'interrupted'; executionId: string; last: Look | undefined };

/** Looks that are waited for the execution that goes on after an update of the pipeline: it starts a moment later. */
const LOOKS_FOR_SUCCESSOR = 12;

/**
 * Follows an execution to its end, telling what changes, and whatever goes on in its place when it is superseded or when
 * it changed its own pipeline. Makes no write.
 */
export async function watchExecution(
  plan: { pipeline: string; executionId: string; logs: boolean },
  context: PipelineContext,
): Promise<WatchEnd> {
  const { pipeline } = plan;
  const deadline = context.time.now() + context.timeoutMs;
  const logs = plan.logs ? new LogTail(context.pipelines) : undefined;
  let executionId = plan.executionId;
  let last: Look | undefined;
  let looksForSuccessor = 0;
  try {
    for (;;) {
      const seen = await patiently(context, () => look(pipeline, executionId, context), deadline);
      const { executions, ...now } = seen;
      await tell(changesOf(last, now), now, logs, context);
      last = now;
      const { status } = now.execution;
      if (hasEnded(now.execution) && !isReplaced(status)) return { kind: 'ended', last };
      if (isReplaced(status)) {
        const next = successorOf(executions, executionId);
        if (!next && looksForSuccessor++ >= LOOKS_FOR_SUCCESSOR) return { kind: 'ended', last };
        if (next) {
          const { at } = now;
          const elapsedMs = Math.max(0, at - (now.execution.startedAt ?? at));
          say({ at, elapsedMs, pipeline, executionId, event: 'replaced', status, by: next.id }, context);
          executionId = next.id;
          last = undefined;
          looksForSuccessor = 0;
          continue;
        }
      }
      if (context.time.now() >= deadline) return { kind: 'timed-out', executionId, last };
      await pause(context);
    }
  } catch (error) {
    if (context.interrupted.aborted) return { kind: 'interrupted', executionId, last };
    if ((error as Error).name !== 'NotReadable') throw error;
    context.print(bad((error as Error).message));
    return { kind: 'timed-out', executionId, last };
  }
}

async function look(
  pipeline: string,
  executionId: string,
  { pipelines, time }: PipelineContext,
): Promise<Look & { executions: Execution[] }> {
  // Its actions after its status: they are never older than what the status says.
  const executions = await pipelines.executions(pipeline, executionId);
  const execution = executions.find(({ id }) => id === executionId);
  if (!execution) throw new CannotRelease(`Pipeline ${pipeline} has no execution ${executionId}.`);
  const runs = await pipelines.runs(pipeline, executionId);
  const isBetweenStages = !hasEnded(execution) && runs.every(hasEnded);
  const waits = isBetweenStages ? waitIn(await pipelines.view(pipeline), executionId) : undefined;
  return { at: time.now(), pipeline, execution, runs, waits, executions };
}

/** What keeps an execution from entering its next stage; undefined when nothing does. */
function waitIn({ stages }: PipelineView, id: string): Wait | undefined {
  const stage = stages.find(({ inbound }) => inbound.includes(id));
  if (!stage) return undefined;
  const isHeld = stage.executionId !== id && stage.status !== undefined && !hasEnded({ status: stage.status });
  const wait = { stage: stage.name, heldBy: isHeld ? stage.executionId : undefined, disabled: stage.disabled };
  return isHeld || stage.disabled !== undefined ? wait : undefined;
}

/** The lines of an action's log stand before its end. */
async function tell(
  events: readonly PipelineEvent[],
  now: Look,
  logs: LogTail | undefined,
  context: PipelineContext,
): Promise<void> {
  const lines = logs ? await newLines(logs, now) : new Map<string, PipelineEvent[]>();
  const tellLines = (runId: string) => {
    for (const line of lines.get(runId) ?? []) say(line, context);
    lines.delete(runId);
  };
  for (const event of events) {
    if (event.event === 'action' && hasEnded(event)) tellLines(event.runId);
    say(event, context);
  }
  for (const runId of lines.keys()) tellLines(runId);
}

/** By id of the action's run. */
async function newLines(logs: LogTail, { at, pipeline, execution, runs }: Look): Promise<Map<string, PipelineEvent[]>> {
  const base = { at, elapsedMs: Math.max(0, at - (execution.startedAt ?? at)), pipeline, executionId: execution.id };
  const read = await logs.newLines(runs);
  return new Map(
    read.map(({ run: { id, stage, action }, lines }) => [
      id,
      lines.map((message) => ({ ...base, event: 'log' as const, stage, action, message })),
    ]),
  );
}

function say(event: PipelineEvent, context: PipelineContext): void {
  for (const line of describeEvent(event)) context.print(line);
  context.report(event);
}
