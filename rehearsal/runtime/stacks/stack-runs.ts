import type { Clock } from '../../kernel/clock.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { StackExports } from './stack-exports.ts';
import type { StackJournal } from './stack-journal.ts';
import { OperationFailed, type StackOperation } from './stack-operation.ts';
import type { StackRecord } from './stack-record.ts';
import type { PreparedTemplate, StackRequest } from './stack-request.ts';

export interface StackRunDependencies {
  clock: Clock;
  journal: StackJournal;
  exports: StackExports;
}

/** What an update needs to be ended in either way, whatever happens meanwhile. */
export interface StackUpdate {
  prepared: PreparedTemplate;
  request: Pick<StackRequest, 'tags' | 'capabilities' | 'disableRollback'> & { tagsChanged: boolean };
  before: Pick<StackRecord, 'tags' | 'capabilities'>;
}

/** CREATE_IN_PROGRESS to CREATE_COMPLETE, or ROLLBACK_COMPLETE with everything that was made deleted. */
export async function runCreate(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  prepared: PreparedTemplate,
): Promise<void> {
  const { journal } = deps;
  adopt(stack, prepared);
  journal.stack(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  try {
    stack.outputs = await operation.apply(prepared.included, { tagsChanged: false });
    stack.imports = operation.imports;
    journal.stack(stack, 'CREATE_COMPLETE');
  } catch (error) {
    await rollBackCreate(deps, stack, operation, failureReason(error, 'create'));
  }
}

export async function rollBackCreate(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  reason: string,
): Promise<void> {
  const { journal } = deps;
  if (stack.disableRollback) return journal.stack(stack, 'CREATE_FAILED', reason);
  journal.stack(stack, 'ROLLBACK_IN_PROGRESS', `${reason} Rollback requested by user.`);
  await deleteCreated(deps, stack, operation);
}

export async function deleteCreated(
  { journal }: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
): Promise<void> {
  const failed = await operation.deleteResources({ undoCreate: true });
  if (failed.length > 0)
    journal.stack(stack, 'ROLLBACK_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
  else journal.stack(stack, 'ROLLBACK_COMPLETE');
}

/** UPDATE_IN_PROGRESS, clean-up, UPDATE_COMPLETE; or back to what was, UPDATE_ROLLBACK_COMPLETE. */
export async function runUpdate(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  update: StackUpdate,
): Promise<void> {
  const { journal } = deps;
  const { prepared, request } = update;
  if (request.tags) stack.tags = request.tags;
  if (request.capabilities) stack.capabilities = request.capabilities;
  stack.updatedAt = deps.clock.now();
  journal.stack(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  try {
    const outputs = await operation.apply(prepared.included, { tagsChanged: request.tagsChanged });
    journal.stack(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    stack.outputs = outputs;
    stack.imports = operation.imports;
    await completeUpdate(deps, stack, operation, update);
  } catch (error) {
    await rollBackUpdate(deps, stack, operation, update, failureReason(error, 'update'));
  }
}

export async function completeUpdate(
  { journal }: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  { prepared }: StackUpdate,
): Promise<void> {
  await operation.cleanUp('applied', prepared.included);
  adopt(stack, prepared);
  journal.stack(stack, 'UPDATE_COMPLETE');
}

export async function rollBackUpdate(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  update: StackUpdate,
  reason: string,
): Promise<void> {
  stack.tags = update.before.tags;
  stack.capabilities = update.before.capabilities;
  if (update.request.disableRollback) return deps.journal.stack(stack, 'UPDATE_FAILED', reason);
  deps.journal.stack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  await undoUpdate(deps, stack, operation, update);
}

export async function undoUpdate(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  update: StackUpdate,
): Promise<void> {
  const failed = await operation.undo();
  if (failed.length > 0)
    return deps.journal.stack(
      stack,
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${failed.join(', ')}]. `,
    );
  deps.journal.stack(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await deleteUndone(deps, stack, operation, update);
}

export async function deleteUndone(
  { journal }: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  { prepared }: StackUpdate,
): Promise<void> {
  await operation.cleanUp('undone', prepared.included);
  journal.stack(stack, 'UPDATE_ROLLBACK_COMPLETE');
}

/** True when the stack is gone. */
export async function runDelete(
  deps: StackRunDependencies,
  stack: StackRecord,
  operation: StackOperation,
  retain: string[],
): Promise<boolean> {
  const { journal } = deps;
  journal.stack(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  for (const { exportName } of stack.outputs) {
    if (exportName === undefined) continue;
    const users = deps.exports.importers(stack.scope, exportName);
    if (users.length === 0) continue;
    // Unverified: the status in which AWS leaves a stack whose deletion it cancelled.
    journal.stack(
      stack,
      'DELETE_FAILED',
      `Delete canceled. Cannot delete export ${exportName} as it is in use by ${users.join(' and ')}.`,
    );
    return false;
  }
  const failed = await operation.deleteResources({ retain });
  if (failed.length > 0) {
    journal.stack(stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
    return false;
  }
  journal.stack(stack, 'DELETE_COMPLETE');
  stack.outputs = [];
  stack.imports = new Set();
  return true;
}

function adopt(stack: StackRecord, { body, included, parameters }: PreparedTemplate): void {
  stack.templateBody = body;
  stack.included = included;
  stack.parameters = parameters;
  const { Description } = included.template;
  if (Description === undefined) delete stack.description;
  else stack.description = Description;
}

function failureReason(error: unknown, verb: 'create' | 'update'): string {
  if (error instanceof OperationFailed && error.logicalIds.length > 0)
    return `The following resource(s) failed to ${verb}: [${error.logicalIds.join(', ')}].`;
  if (error instanceof OperationFailed) return error.message;
  // A defect must not leave the stack in progress for ever: it is rolled back, and told with its own words.
  return messageOf(error);
}
