import type { PipelineCommand } from './commands.ts';
import type { ActionDefinition } from './definition.ts';
import { stageIn, type Execution, type PipelineRun } from './execution.ts';
import { stageOf, stageProgress } from './stage-progress.ts';

/** One thing to do. Only `startAction` changes the world; the runner reports how it ended. */
export type PipelineWork =
  | { do: 'nothing' }
  | { do: 'wait'; until: number }
  | { do: 'decide'; command: PipelineCommand }
  | { do: 'startAction'; execution: Execution; stage: string; action: ActionDefinition };

/** What is next in a pipeline. Derived from its state alone. */
export function nextWork(state: PipelineRun, now: number): PipelineWork {
  for (const execution of state.executions) {
    const stage = stageIn(execution);
    const definition = stage === undefined ? undefined : stageOf(execution, stage);
    if (!definition || execution.status !== 'InProgress') continue;
    const progress = stageProgress(definition, execution);
    const [action] = progress.is === 'open' ? progress.ready : [];
    if (action) return { do: 'startAction', execution, stage: definition.name, action };
  }
  // An approval of a stopping execution runs out like any other.
  const waiting = state.executions.flatMap((execution) =>
    execution.actionRuns.flatMap(({ id, status, until }) =>
      status === 'InProgress' && until !== undefined ? [{ executionId: execution.id, actionRunId: id, until }] : [],
    ),
  );
  const first = waiting.toSorted((a, b) => a.until - b.until)[0];
  if (!first) return { do: 'nothing' };
  const { executionId, actionRunId, until } = first;
  if (now < until) return { do: 'wait', until };
  return { do: 'decide', command: { type: 'ExpireApproval', at: now, executionId, actionRunId } };
}
