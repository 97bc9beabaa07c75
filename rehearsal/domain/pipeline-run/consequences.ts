import type { PipelineEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { stageBefore, stageIn, type Execution, type PipelineRun } from './execution.ts';
import { stageAfter, stageOf, stageProgress } from './stage-progress.ts';

/** All that follows from a state without anybody asking for it, until nothing more does. */
export function consequences(state: PipelineRun, at: number): PipelineEvent[] {
  const all: PipelineEvent[] = [];
  let current = state;
  for (;;) {
    const events = next(current, at);
    if (events.length === 0) return all;
    all.push(...events);
    current = events.reduce<PipelineRun>(evolve, current);
  }
}

function next(state: PipelineRun, at: number): PipelineEvent[] {
  for (const execution of state.executions) {
    const events = endOfStage(execution, at);
    if (events.length > 0) return events;
  }
  return crossings(state, at);
}

/** A stage ends when its actions have: for better, for worse, or because the execution is to stop. */
function endOfStage(execution: Execution, at: number): PipelineEvent[] {
  const stageName = stageIn(execution);
  const stage = stageName === undefined ? undefined : stageOf(execution, stageName);
  if (!stage) return [];
  const { id: executionId } = execution;
  const ended = (status: 'Succeeded' | 'Failed' | 'Stopped'): PipelineEvent => ({
    type: 'StageEnded',
    at,
    executionId,
    stage: stage.name,
    status,
  });
  if (execution.status === 'Stopping') {
    const isBusy = execution.actionRuns.some((run) => run.status === 'InProgress');
    const { reason } = execution;
    return isBusy ? [] : [ended('Stopped'), { type: 'ExecutionStopped', at, executionId, stage: stage.name, reason }];
  }
  const { is } = stageProgress(stage, execution);
  if (is === 'failed') return [ended('Failed'), { type: 'ExecutionFailed', at, executionId, stage: stage.name }];
  if (is !== 'succeeded') return [];
  const following = stageAfter(execution, stage.name);
  return [
    ended('Succeeded'),
    following
      ? { type: 'TransitionReached', at, executionId, stage: following.name }
      : { type: 'ExecutionSucceeded', at, executionId },
  ];
}

/**
 * Who waits before a stage is superseded by a more recent one, enters, or goes on waiting. A stage holds one execution, except
 * in the mode PARALLEL. Source: user guide, "How pipeline executions work", rules 1 to 3 of each mode.
 */
function crossings({ definition, disabled, executions }: PipelineRun, at: number): PipelineEvent[] {
  for (const stage of new Set(executions.flatMap((execution) => stageBefore(execution) ?? []))) {
    const waiting = executions
      .filter((execution) => stageBefore(execution) === stage)
      .toSorted((a, b) => a.number - b.number);
    const latest = waiting.at(-1);
    if (definition.executionMode === 'SUPERSEDED' && latest && waiting.length > 1)
      return waiting
        .slice(0, -1)
        .map(({ id }) => ({ type: 'ExecutionSuperseded', at, executionId: id, by: latest.id }));
    if (disabled[stage]) continue;
    const isLocked = executions.some((execution) => stageIn(execution) === stage);
    const [first] = waiting;
    if (first && (!isLocked || definition.executionMode === 'PARALLEL'))
      return [{ type: 'StageEntered', at, executionId: first.id, stage }];
  }
  return [];
}
