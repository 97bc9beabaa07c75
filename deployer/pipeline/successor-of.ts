import type { Execution } from './pipeline-view.ts';

/**
 * The execution that goes on in place of one that was superseded or cancelled: of those that started later the first that
 * was not replaced itself, and with the same commit where one has it (a restart after an update of the pipeline).
 * CodePipeline names none: what GetPipelineExecution's statusSummary says is not documented.
 */
export function successorOf(executions: readonly Execution[], id: string): Execution | undefined {
  const index = executions.findIndex((execution) => execution.id === id);
  const replaced = executions[index];
  if (!replaced) return undefined;
  // Newest first: what is newer stands before it.
  const newer = executions.slice(0, index).toReversed();
  const alive = newer.filter(({ status }) => !isReplaced(status));
  const candidates = alive.length > 0 ? alive : newer;
  const sameCommit = candidates.find(({ revision }) => revision && revision.id === replaced.revision?.id);
  return sameCommit ?? candidates[0];
}

/** An execution that ended because another goes on in its place, or may. */
export const isReplaced = (status: string): boolean => status === 'Superseded' || status === 'Cancelled';
