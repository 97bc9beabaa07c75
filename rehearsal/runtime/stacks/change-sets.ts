import { changesBetween, type ResourceChange } from '../../domain/stack/changes.ts';
import { validationError } from '../../domain/stack/validation-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import { changeSetNotExecutable, changeSetNotFound, stackToChangeDoesNotExist } from './errors.ts';
import { providerOf, type ResourceTypes } from './resource-types.ts';
import type { StackRecord } from './stack-record.ts';
import { restoredTemplate, savedTemplate, type SavedTemplate } from './stack-snapshot.ts';
import type { PreparedTemplate, StackRequest } from './stack-request.ts';

export interface ChangeSetRecord {
  id: string;
  name: string;
  stack: StackRecord;
  description?: string;
  createdAt: number;
  status: 'CREATE_COMPLETE' | 'FAILED';
  statusReason?: string;
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE';
  changes: ResourceChange[];
  prepared: PreparedTemplate;
  request: StackRequest;
  type: 'CREATE' | 'UPDATE';
}

/** What change sets need of stacks. */
export interface ChangeableStacks {
  readonly types: ResourceTypes;
  find(scope: Scope, nameOrId: string): StackRecord | undefined;
  newRecord(scope: Scope, request: StackRequest): StackRecord;
  addForReview(stack: StackRecord): void;
  prepare(scope: Scope, request: StackRequest, stack: StackRecord): Promise<PreparedTemplate>;
  isUnchanged(stack: StackRecord, prepared: PreparedTemplate, tags: Record<string, string> | undefined): boolean;
  checkUpdatable(stack: StackRecord): void;
  startCreate(stack: StackRecord, prepared: PreparedTemplate): void;
  startUpdate(stack: StackRecord, prepared: PreparedTemplate, request: StackRequest): void;
}

/** The stack by its id. */
export type SavedChangeSet = Omit<ChangeSetRecord, 'stack' | 'prepared'> & { stackId: string; prepared: SavedTemplate };

/** Reviewed before they are executed. A change set is ready at once: it never is CREATE_PENDING. */
export class ChangeSets {
  readonly #stacks: ChangeableStacks;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #all = new Set<ChangeSetRecord>();

  constructor(stacks: ChangeableStacks, clock: Clock, ids: Ids) {
    this.#stacks = stacks;
    this.#clock = clock;
    this.#ids = ids;
  }

  async create(
    scope: Scope,
    request: StackRequest,
    options: { name: string; type: 'CREATE' | 'UPDATE'; description?: string },
  ): Promise<ChangeSetRecord> {
    const existing = this.#stacks.find(scope, request.name);
    const stack = this.#target(scope, request, options.type, existing);
    if ([...this.#all].some((other) => other.stack === stack && other.name === options.name))
      throw validationError(`ChangeSet ${options.name} already exists for stack ${stack.name}`);
    const prepared = await this.#stacks.prepare(scope, request, stack);
    if (!existing) this.#stacks.addForReview(stack);
    const isUnchanged = options.type === 'UPDATE' && this.#stacks.isUnchanged(stack, prepared, request.tags);
    const before = options.type === 'UPDATE' ? stack.included : undefined;
    const replaceOn = (type: string) => providerOf(this.#stacks.types, type).replaceOn;
    const record: ChangeSetRecord = {
      id: arnOf(scope, 'cloudformation', `changeSet/${options.name}/${this.#ids.uuid()}`),
      name: options.name,
      stack,
      createdAt: this.#clock.now(),
      status: isUnchanged ? 'FAILED' : 'CREATE_COMPLETE',
      executionStatus: isUnchanged ? 'UNAVAILABLE' : 'AVAILABLE',
      changes: changesBetween(before, prepared.included, replaceOn),
      prepared,
      request,
      type: options.type,
      ...(options.description !== undefined && { description: options.description }),
      ...(isUnchanged && {
        statusReason:
          "The submitted information didn't contain changes. Submit different information to create a change set.",
      }),
    };
    this.#all.add(record);
    return record;
  }

  /** By name and stack, or by ARN alone. Throws ChangeSetNotFoundException. */
  get(scope: Scope, name: string, stackName: string | undefined): ChangeSetRecord {
    const stack = stackName === undefined ? undefined : this.#stacks.find(scope, stackName);
    const found = [...this.#all].find(
      (record) => record.id === name || (record.name === name && stack !== undefined && record.stack === stack),
    );
    if (!found) throw changeSetNotFound(name);
    return found;
  }

  execute(scope: Scope, name: string, stackName: string | undefined, disableRollback?: boolean): void {
    const record = this.get(scope, name, stackName);
    const { stack, prepared, request } = record;
    if (record.executionStatus !== 'AVAILABLE') throw changeSetNotExecutable(name, record.executionStatus);
    stack.changeSetId = record.id;
    if (disableRollback !== undefined) stack.disableRollback = disableRollback;
    if (record.type === 'CREATE') this.#stacks.startCreate(stack, prepared);
    else {
      this.#stacks.checkUpdatable(stack);
      this.#stacks.startUpdate(stack, prepared, request);
    }
    // Source: API reference, ExecuteChangeSet: all other change sets of the stack are deleted.
    for (const other of this.#all) if (other.stack === stack && other !== record) this.#all.delete(other);
    record.executionStatus = 'EXECUTE_COMPLETE';
  }

  /** Deleting what does not exist succeeds where the stack exists. */
  delete(scope: Scope, name: string, stackName: string | undefined): void {
    if (stackName !== undefined && !this.#stacks.find(scope, stackName)) throw stackToChangeDoesNotExist(stackName);
    for (const record of this.#all)
      if (record.id === name || (record.name === name && record.stack === this.#stacks.find(scope, stackName ?? '')))
        this.#all.delete(record);
  }

  save(): SavedChangeSet[] {
    return [...this.#all].map(({ stack, prepared, ...record }) => ({
      ...record,
      stackId: stack.id,
      prepared: savedTemplate(prepared),
    }));
  }

  restore(saved: readonly SavedChangeSet[], stacks: ReadonlyMap<string, StackRecord>): void {
    for (const { stackId, prepared, ...record } of saved) {
      const stack = stacks.get(stackId);
      if (stack) this.#all.add({ ...record, stack, prepared: restoredTemplate(stack, prepared) });
    }
  }

  #target(
    scope: Scope,
    request: StackRequest,
    type: 'CREATE' | 'UPDATE',
    existing: StackRecord | undefined,
  ): StackRecord {
    if (type === 'UPDATE') {
      if (!existing) throw stackToChangeDoesNotExist(request.name);
      this.#stacks.checkUpdatable(existing);
      return existing;
    }
    if (existing && existing.status !== 'REVIEW_IN_PROGRESS')
      throw validationError(
        `Stack [${request.name}] already exists and cannot be created again with the changeSet [${request.name}].`,
      );
    return existing ?? this.#stacks.newRecord(scope, request);
  }
}
