import type { ResourceStatus } from '../../domain/stack/stack-status.ts';
import { ENGINE_ENDED } from '../../kernel/persistent.ts';
import type { StackJournal } from './stack-journal.ts';
import type { StackOperation } from './stack-operation.ts';
import { STACK_TYPE, type StackRecord } from './stack-record.ts';
import {
  completeUpdate,
  deleteCreated,
  deleteUndone,
  rollBackCreate,
  rollBackUpdate,
  undoUpdate,
  type StackRunDependencies,
  type StackUpdate,
} from './stack-runs.ts';

/**
 * What becomes of an operation that the engine's end cut off: a creation and an update have failed and are rolled back, a
 * rollback and a clean-up go on, and a deletion waits to be asked for again. `operation` knows the steps that were taken.
 * Not undone is what came to be in the moment before its provider could say so, as by a custom resource without an answer.
 */
export async function runInterrupted(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  update: StackUpdate | undefined,
): Promise<void> {
  const { journal } = deps;
  failUnderWay(journal, stack);
  if (stack.status === 'CREATE_IN_PROGRESS') return rollBackCreate(deps, stack, operation, ENGINE_ENDED);
  if (stack.status === 'ROLLBACK_IN_PROGRESS') return deleteCreated(deps, stack, operation);
  if (stack.status === 'DELETE_IN_PROGRESS') return journal.stack(stack, 'DELETE_FAILED', ENGINE_ENDED);
  if (!update) throw new Error(`The update of ${stack.name} was not saved with it.`);
  if (stack.status === 'UPDATE_IN_PROGRESS') return rollBackUpdate(deps, stack, operation, update, ENGINE_ENDED);
  if (stack.status === 'UPDATE_ROLLBACK_IN_PROGRESS') return undoUpdate(deps, stack, operation, update);
  if (stack.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return completeUpdate(deps, stack, operation, update);
  return deleteUndone(deps, stack, operation, update);
}

/** Nobody knows how far a resource had come: it has failed. */
function failUnderWay(journal: StackJournal, stack: StackRecord): void {
  const latest = new Map(
    stack.events.filter(({ type }) => type !== STACK_TYPE).map((event) => [event.logicalId, event]),
  );
  for (const { logicalId, status } of latest.values()) {
    const record = stack.resources.get(logicalId);
    if (!record || !status.endsWith('_IN_PROGRESS')) continue;
    const failed = status.replace('IN_PROGRESS', 'FAILED') as ResourceStatus;
    // Of a resource that was to be replaced only the event tells: its record is the old one's, which is there.
    journal.resource(stack, record.status === status ? record : { ...record }, failed, ENGINE_ENDED);
  }
}
