import { type ActionRun, type Execution, hasEnded, waitsForDecision } from './pipeline-view.ts';

/** Everything seen of one execution in one look. */
export interface Look {
  /** Epoch milliseconds. */
  at: number;
  pipeline: string;
  execution: Execution;
  runs: ActionRun[];
  waits: Wait | undefined;
}

/** An execution stands before a stage that it may not enter yet. */
export interface Wait {
  stage: string;
  /** The execution that is in the stage. */
  heldBy: string | undefined;
  /** The transition is closed, for this reason. */
  disabled: string | undefined;
}

/** What a watcher reports; with --json each is a line. `at` is epoch milliseconds, `elapsedMs` since the execution started. */
export type PipelineEvent = { at: number; elapsedMs: number; pipeline: string; executionId: string } & (
  | { event: 'execution'; status: string; trigger?: string }
  | { event: 'revision'; id: string; message: string }
  | { event: 'waiting'; stage: string; heldBy?: string; disabled?: string }
  | { event: 'approval'; stage: string; action: string; comment?: string }
  | ({
      event: 'action';
      runId: string;
      stage: string;
      action: string;
      status: string;
      tookMs?: number;
    } & Partial<ActionFacts>)
  | { event: 'log'; stage: string; action: string; message: string }
  | { event: 'replaced'; status: string; by: string }
);

interface ActionFacts {
  externalId: string;
  url: string;
  by: string;
  error: string;
}

/** What changed from one look to the next, in the order in which it is told. */
export function changesOf(before: Look | undefined, now: Look): PipelineEvent[] {
  const { at, pipeline, execution, runs, waits } = now;
  const elapsedMs = Math.max(0, at - (execution.startedAt ?? at));
  const base = { at, elapsedMs, pipeline, executionId: execution.id };
  const events: PipelineEvent[] = [];
  // The first status opens the report, the last one closes it.
  if (!before) events.push({ ...base, event: 'execution', status: execution.status, ...triggerOf(execution) });
  const { revision } = execution;
  if (revision && !before?.execution.revision) events.push({ ...base, event: 'revision', ...revision });
  for (const run of runs) {
    const known = before?.runs.find(({ id }) => id === run.id);
    if (known?.status === run.status) continue;
    events.push({ ...base, event: 'action', ...factsOf(run, at) });
    if (waitsForDecision(run)) {
      const { stage, action, comment } = run;
      events.push({ ...base, event: 'approval', stage, action, ...(comment !== undefined && { comment }) });
    }
  }
  if (waits && JSON.stringify(waits) !== JSON.stringify(before?.waits)) events.push({ ...base, ...waitOf(waits) });
  if (before && before.execution.status !== execution.status)
    events.push({ ...base, event: 'execution', status: execution.status });
  return events;
}

const waitOf = ({ stage, heldBy, disabled }: Wait) => ({
  event: 'waiting' as const,
  stage,
  ...(heldBy !== undefined && { heldBy }),
  ...(disabled !== undefined && { disabled }),
});

const triggerOf = ({ trigger }: Execution) => (trigger === undefined ? {} : { trigger });

function factsOf(run: ActionRun, at: number) {
  const { id: runId, stage, action, status, startedAt, updatedAt, externalId, url, by, error } = run;
  const end = hasEnded(run) ? (updatedAt ?? at) : at;
  const words = [error?.code, error?.message].filter(Boolean).join(': ');
  return {
    runId,
    stage,
    action,
    status,
    ...(startedAt !== undefined && { tookMs: Math.max(0, end - startedAt) }),
    ...(externalId !== undefined && { externalId }),
    ...(url !== undefined && { url }),
    ...(by !== undefined && { by }),
    ...(status === 'Failed' && words !== '' && { error: words }),
  };
}
