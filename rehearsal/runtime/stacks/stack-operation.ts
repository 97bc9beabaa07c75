import { sameValue } from '../../domain/stack/changes.ts';
import { reversed } from '../../domain/stack/dependency-graph.ts';
import { withParameters, withSecrets, type DynamicValues } from '../../domain/stack/dynamic-references.ts';
import { resolve } from '../../domain/stack/intrinsics.ts';
import type { IncludedTemplate } from '../../domain/stack/included-template.ts';
import type { TemplateResource } from '../../domain/stack/template.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../ports/resource-provider.ts';
import { FailedResource } from './failed-resource.ts';
import { providerOf, type ResourceTypes } from './resource-types.ts';
import { runGraph } from './run-graph.ts';
import { outputsOf, stackEvaluation } from './stack-evaluation.ts';
import type { StackExports } from './stack-exports.ts';
import type { StackJournal } from './stack-journal.ts';
import type { ResourceRecord, StackOutput, StackRecord } from './stack-record.ts';

export interface StackOperationDependencies {
  ids: Ids;
  types: ResourceTypes;
  journal: StackJournal;
  exports: StackExports;
  availabilityZones: (region: string) => string[];
  /** Of the stack's own scope. */
  dynamicValues: DynamicValues;
}

/** What one resource was and what was made of it, for the rollback and the clean-up. */
export interface Step {
  logicalId: string;
  /** `create`: of a new resource, or of one that replaces `before`. */
  kind: 'create' | 'update';
  before?: ResourceRecord;
  /** Properties that were sent, whether the operation succeeded or not. */
  attempted: Record<string, unknown>;
  /** Physical resource that is to go when the step is undone. */
  made?: { type: string; state: ResourceState; properties: Record<string, unknown>; deletionPolicy: string };
  /** Physical resource that is to go when the step stays. */
  replaced?: ResourceRecord;
}

export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  readonly logicalIds: string[];

  constructor(message: string, logicalIds: string[] = []) {
    super(message);
    this.logicalIds = logicalIds;
  }
}

/** One create, update or delete of one stack: resources in dependency order, in parallel, with what it takes to undo them. */
export class StackOperation {
  readonly #deps: StackOperationDependencies;
  readonly #stack: StackRecord;
  readonly #cancel = new AbortController();
  readonly #token: string;
  readonly #steps: Step[];
  readonly imports = new Set<string>();
  /** The user's wish to stop, or the engine's end. */
  cancelled: string | undefined;

  /** With `steps`, the operation is one that an engine's end cut off. */
  constructor(deps: StackOperationDependencies, stack: StackRecord, steps: readonly Step[] = []) {
    this.#deps = deps;
    this.#stack = stack;
    this.#steps = [...steps];
    this.#token = deps.ids.uuid();
  }

  /** What was done so far, for an engine that has to end it. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  cancel(reason: string): void {
    this.cancelled = reason;
    this.#cancel.abort(new Error(reason));
  }

  /** Brings every resource of the template to what it says. Throws OperationFailed when one of them, an output or an export cannot be. */
  async apply(included: IncludedTemplate, options: { tagsChanged: boolean }): Promise<StackOutput[]> {
    const evaluation = stackEvaluation(
      this.#stack,
      included,
      this.#deps.exports,
      this.#deps.availabilityZones,
      this.imports,
    );
    const failures = await runGraph(
      included.graph,
      async (logicalId) => {
        if (this.cancelled !== undefined) throw new OperationFailed(this.cancelled);
        const resource = included.resources.get(logicalId) as TemplateResource;
        await this.#applyResource(
          logicalId,
          resource,
          () => withParameters(resolve(resource.Properties ?? {}, evaluation), this.#deps.dynamicValues),
          options.tagsChanged,
        );
      },
      () => this.#cancel.abort(new Error('Another resource of the stack failed')),
    );
    if (this.cancelled !== undefined) throw new OperationFailed(this.cancelled);
    const [first] = failures;
    if (first) throw new OperationFailed(messageOf(first.error), failures.map(({ node }) => node).toSorted());
    try {
      const outputs = outputsOf(included, evaluation);
      this.#deps.exports.checkChange(this.#stack, outputs);
      return outputs;
    } catch (error) {
      if (error instanceof AwsError) throw new OperationFailed(error.message);
      throw error;
    }
  }

  /** Puts the resources back as they were before `apply`; what it made goes with `cleanUp('undone')`. Returns what could not be. */
  async undo(): Promise<string[]> {
    const failed: string[] = [];
    for (const step of this.#steps) {
      const { before, logicalId } = step;
      if (!before?.state) continue;
      const now = this.#stack.resources.get(logicalId);
      const isUntouched = step.kind === 'create' || step.made !== undefined;
      const record: ResourceRecord = { ...before };
      this.#stack.resources.set(logicalId, record);
      this.#deps.journal.resource(this.#stack, record, 'UPDATE_IN_PROGRESS');
      try {
        if (!isUntouched) {
          const provider = providerOf(this.#deps.types, record.type);
          record.state = await provider.update(
            now?.state ?? before.state,
            this.#sent(before.properties),
            step.attempted,
            this.#context(record, undoSignal),
          );
        }
        this.#deps.journal.resource(this.#stack, record, 'UPDATE_COMPLETE');
      } catch (error) {
        failed.push(logicalId);
        this.#deps.journal.resource(this.#stack, record, 'UPDATE_FAILED', this.#reason(error));
      }
    }
    return failed;
  }

  /**
   * Deletes what is left over: after success the replaced and removed resources, after `undo` what had been made. A failure is
   * told, and does not fail the stack. Source: user guide, "Stack updates: UPDATE_COMPLETE_CLEANUP_IN_PROGRESS".
   */
  async cleanUp(after: 'applied' | 'undone', included: IncludedTemplate): Promise<void> {
    if (after === 'undone') {
      for (const step of this.#steps.toReversed()) {
        if (!step.made) continue;
        if (!step.before?.state) this.#stack.resources.delete(step.logicalId);
        const policy = step.made.deletionPolicy === 'RetainExceptOnCreate' ? 'Delete' : step.made.deletionPolicy;
        // A resource of a failed update never was part of the stack: only Retain keeps it.
        await this.#deleteRecord(this.#leftover(step.logicalId, step.made), step.before?.state ? 'Delete' : policy);
      }
      return;
    }
    for (const step of this.#steps.toReversed())
      if (step.replaced) await this.#deleteRecord({ ...step.replaced }, step.replaced.updateReplacePolicy);
    const removed = [...this.#stack.resources.keys()].filter((logicalId) => !included.resources.has(logicalId));
    await this.#deleteAll(removed, new Set());
  }

  /** Deletes resources in reverse order. With `undoCreate`, as the rollback of a creation. Returns the ids that could not be deleted. */
  async deleteResources(options: { retain?: readonly string[]; undoCreate?: boolean } = {}): Promise<string[]> {
    const retain = new Set(options.retain);
    return this.#deleteAll([...this.#stack.resources.keys()], retain, options.undoCreate ?? false);
  }

  async #applyResource(
    logicalId: string,
    resource: TemplateResource,
    read: () => unknown,
    tagsChanged: boolean,
  ): Promise<void> {
    const existing = this.#stack.resources.get(logicalId);
    const provider = providerOf(this.#deps.types, resource.Type);
    const policies = this.#deps.journal.newRecord(logicalId, resource);
    if (!existing?.state) return this.#create(policies, provider, read, undefined);
    const properties = this.#read(existing, read);
    const changed = changedProperties(existing.properties, properties);
    const retagged = tagsChanged && ('Tags' in provider.properties || '*' in provider.properties);
    const isOtherType = existing.type !== resource.Type;
    if (changed.length === 0 && !retagged && !isOtherType) {
      existing.deletionPolicy = policies.deletionPolicy;
      existing.updateReplacePolicy = policies.updateReplacePolicy;
      return;
    }
    const replaceOn: readonly string[] = provider.replaceOn;
    if (isOtherType || changed.some((name) => replaceOn.includes(name)))
      return this.#create(policies, provider, () => properties, existing);
    await this.#update(policies, provider, properties, existing);
  }

  #read(existing: ResourceRecord, read: () => unknown): Record<string, unknown> {
    try {
      return read() as Record<string, unknown>;
    } catch (error) {
      this.#deps.journal.resource(this.#stack, { ...existing }, 'UPDATE_FAILED', messageOf(error));
      throw error;
    }
  }

  async #create(
    record: ResourceRecord,
    provider: ResourceProvider,
    read: () => unknown,
    replaced: ResourceRecord | undefined,
  ): Promise<void> {
    const { journal } = this.#deps;
    const [verb, done] = replaced
      ? (['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'] as const)
      : (['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'] as const);
    const step: Step = {
      logicalId: record.logicalId,
      kind: 'create',
      attempted: {},
      ...(replaced && { before: { ...replaced } }),
    };
    this.#steps.push(step);
    if (!replaced) this.#stack.resources.set(record.logicalId, record);
    try {
      record.properties = read() as Record<string, unknown>;
      step.attempted = record.properties;
      const why = replaced && 'Requested update requires the creation of a new physical resource; hence creating one.';
      journal.resource(this.#stack, replaced ? { ...replaced } : record, verb, why);
      const initiated = (state: ResourceState, deletionPolicy = 'Delete') => {
        if (!step.made) journal.resource(this.#stack, Object.assign(record, { state }), verb, INITIATED);
        record.state = state;
        step.made = { type: record.type, state, properties: record.properties, deletionPolicy };
      };
      const context = { ...this.#context(record, this.#cancel.signal), initiated };
      initiated(await provider.create(this.#sent(record.properties), context), record.deletionPolicy);
      if (replaced) step.replaced = replaced;
      this.#stack.resources.set(record.logicalId, record);
      journal.resource(this.#stack, record, done);
    } catch (error) {
      if (error instanceof FailedResource) {
        step.made = { type: record.type, state: error.state, properties: record.properties, deletionPolicy: 'Delete' };
        if (!replaced) record.state = error.state;
      }
      const failed = replaced ? { ...replaced } : record;
      journal.resource(
        this.#stack,
        failed,
        replaced ? 'UPDATE_FAILED' : 'CREATE_FAILED',
        this.#reason(error, replaced ? 'update' : 'creation'),
      );
      throw error;
    }
  }

  async #update(
    record: ResourceRecord,
    provider: ResourceProvider,
    properties: Record<string, unknown>,
    existing: ResourceRecord,
  ): Promise<void> {
    const { journal } = this.#deps;
    const before = { ...existing };
    const step: Step = { logicalId: record.logicalId, kind: 'update', before, attempted: properties };
    this.#steps.push(step);
    const next: ResourceRecord = { ...record, properties };
    if (existing.state) next.state = existing.state;
    this.#stack.resources.set(record.logicalId, next);
    journal.resource(this.#stack, next, 'UPDATE_IN_PROGRESS');
    try {
      const state = await provider.update(
        existing.state as ResourceState,
        this.#sent(properties),
        existing.properties,
        this.#context(record, this.#cancel.signal),
      );
      next.state = state;
      if (state.physicalId !== existing.state?.physicalId) {
        // A custom resource that answers with another id has made a new one; the old one goes in the clean-up.
        step.made = { type: record.type, state, properties, deletionPolicy: 'Delete' };
        step.replaced = before;
      }
      journal.resource(this.#stack, next, 'UPDATE_COMPLETE');
    } catch (error) {
      if (error instanceof FailedResource && error.state.physicalId !== existing.state?.physicalId)
        step.made = { type: record.type, state: error.state, properties, deletionPolicy: 'Delete' };
      journal.resource(this.#stack, next, 'UPDATE_FAILED', this.#reason(error, 'update'));
      throw error;
    }
  }

  async #deleteAll(logicalIds: string[], retain: ReadonlySet<string>, undoCreate = false): Promise<string[]> {
    const wanted = new Set(logicalIds);
    const known = this.#stack.included?.graph ?? new Map<string, Set<string>>();
    const graph = new Map(
      logicalIds.map((id) => [id, new Set([...(known.get(id) ?? [])].filter((need) => wanted.has(need)))]),
    );
    const failures = await runGraph(reversed(graph), async (logicalId) => {
      const record = this.#stack.resources.get(logicalId);
      if (!record) return;
      const policy = undoCreate && record.deletionPolicy === 'RetainExceptOnCreate' ? 'Delete' : record.deletionPolicy;
      const isDeleted = await this.#deleteRecord(record, retain.has(logicalId) ? 'Retain' : policy);
      if (!isDeleted) throw new OperationFailed(record.statusReason ?? '', [logicalId]);
      this.#stack.resources.delete(logicalId);
    });
    return failures.map(({ node }) => node).toSorted();
  }

  async #deleteRecord(record: ResourceRecord, policy: string): Promise<boolean> {
    const { journal, types } = this.#deps;
    if (!record.state) return true;
    if (policy !== 'Delete') {
      journal.resource(this.#stack, record, 'DELETE_SKIPPED');
      return true;
    }
    journal.resource(this.#stack, record, 'DELETE_IN_PROGRESS');
    try {
      await providerOf(types, record.type).delete(record.state, record.properties, this.#context(record, undoSignal));
      journal.resource(this.#stack, record, 'DELETE_COMPLETE');
      return true;
    } catch (error) {
      journal.resource(this.#stack, record, 'DELETE_FAILED', this.#reason(error));
      return false;
    }
  }

  /** Values of secrets are in what a provider gets and nowhere else: events and the saved state keep the references. */
  #sent(properties: Record<string, unknown>): Record<string, unknown> {
    return withSecrets(properties, this.#deps.dynamicValues) as Record<string, unknown>;
  }

  #leftover(logicalId: string, made: NonNullable<Step['made']>): ResourceRecord {
    return {
      logicalId,
      type: made.type,
      status: 'CREATE_COMPLETE',
      updatedAt: 0,
      state: made.state,
      properties: made.properties,
      deletionPolicy: made.deletionPolicy,
      updateReplacePolicy: 'Delete',
    };
  }

  #context({ logicalId, type }: ResourceRecord, signal: AbortSignal): ResourceContext {
    const { scope, name, id, tags } = this.#stack;
    return {
      scope,
      stackName: name,
      stackId: id,
      logicalId,
      type,
      stackTags: { ...tags },
      token: `${this.#token}-${logicalId}`,
      signal,
    };
  }

  /** As CloudFormation words a status reason; providers' own errors are already worded. */
  #reason(error: unknown, cancelled?: 'creation' | 'update'): string {
    if (cancelled !== undefined && this.#cancel.signal.aborted && error === this.#cancel.signal.reason)
      return `Resource ${cancelled} cancelled`;
    if (!(error instanceof AwsError)) return messageOf(error);
    return `Resource handler returned message: "${error.message}" (RequestToken: ${this.#token}, HandlerErrorCode: ${handlerErrorCode(error)})`;
  }
}

const INITIATED = 'Resource creation Initiated';

/** Undoing and deleting are not cancelled: they run to their end. */
const undoSignal = new AbortController().signal;

function changedProperties(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/** Source: CloudFormation CLI user guide, "Handler error codes". Which code a service's error maps to is unverified. */
function handlerErrorCode({ code, status }: AwsError): string {
  if (/NotFound|DoesNotExist/.test(code)) return 'NotFound';
  if (/AlreadyExists|Duplicate|AlreadyInUse/.test(code)) return 'AlreadyExists';
  if (/AccessDenied|UnauthorizedOperation/.test(code)) return 'AccessDenied';
  if (/LimitExceeded|TooMany/.test(code)) return 'ServiceLimitExceeded';
  return status >= 500 ? 'ServiceInternalError' : 'InvalidRequest';
}
