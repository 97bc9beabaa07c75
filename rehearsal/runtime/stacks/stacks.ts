import { checkTemplate, type TemplateFinding } from '../../domain/stack/check-template.ts';
import { assertRules } from '../../domain/stack/conditions.ts';
import { includeResources } from '../../domain/stack/included-template.ts';
import { isSameTemplate, sameValue } from '../../domain/stack/changes.ts';
import { noDynamicValues, type DynamicValues } from '../../domain/stack/dynamic-references.ts';
import { resolveParameters } from '../../domain/stack/parameters.ts';
import { pseudoParameters } from '../../domain/stack/pseudo-parameters.ts';
import { isInProgress, isUpdatable } from '../../domain/stack/stack-status.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { validationError } from '../../domain/stack/validation-error.ts';
import type { TemplateDocuments } from '../ports/template-documents.ts';
import { parseTemplate } from '../../domain/stack/template.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import {
  alreadyExists,
  cannotRehearse,
  noTemplate,
  notInState,
  noUpdates,
  stackDoesNotExist,
  stackToChangeDoesNotExist,
  terminationProtected,
} from './errors.ts';
import { ChangeSets, type SavedChangeSet } from './change-sets.ts';
import type { ResourceTypes } from './resource-types.ts';
import { StackExports } from './stack-exports.ts';
import { StackJournal } from './stack-journal.ts';
import { StackOperation, type Step } from './stack-operation.ts';
import { runInterrupted } from './interrupted-run.ts';
import { runCreate, runDelete, runUpdate, type StackUpdate } from './stack-runs.ts';
import {
  restoredStack,
  restoredTemplate,
  savedStack,
  savedTemplate,
  type SavedStack,
  type SavedTemplate,
} from './stack-snapshot.ts';
import type { StackRecord } from './stack-record.ts';
import type { PreparedTemplate, StackRequest } from './stack-request.ts';

export interface StacksDependencies {
  clock: Clock;
  ids: Ids;
  log: Log;
  types: ResourceTypes;
  /** For SSM-typed parameters: the value of a parameter of the scope's parameter store. */
  parameterStore: { value(scope: Scope, name: string): string | undefined };
  /** What dynamic references are replaced by; a template that has one fails without it. */
  dynamicValues?(scope: Scope): DynamicValues;
  /** Zones of a region for `Fn::GetAZs`; a, b and c without it. */
  availabilityZones?(region: string): string[];
  /** Reads YAML; without it, templates are JSON. */
  templateDocuments?: TemplateDocuments;
  /** The text behind a TemplateURL. */
  templateAt?(scope: Scope, url: string): Promise<string>;
}

interface Running {
  operation: StackOperation;
  end: Promise<void>;
  update: StackUpdate | undefined;
}

interface Interrupted {
  stack: StackRecord;
  steps: readonly Step[];
  update: StackUpdate | undefined;
}

interface SavedStacks {
  stacks: SavedStack[];
  changeSets: SavedChangeSet[];
  running: {
    stackId: string;
    steps: readonly Step[];
    update?: Omit<StackUpdate, 'prepared'> & { prepared: SavedTemplate };
  }[];
}

/** CloudFormation's use cases. Operations answer at once and go on by themselves; `settled` waits for their end. */
export class Stacks implements Persistent {
  readonly name = 'stacks';
  readonly #deps: StacksDependencies;
  readonly #byName = new PerScope<Map<string, StackRecord>>(() => new Map());
  readonly #deleted = new PerScope<StackRecord[]>(() => []);
  readonly #running = new Map<StackRecord, Running>();
  #interrupted: Interrupted[] = [];
  readonly exports = new StackExports((scope) => this.#byName.of(scope).values());
  readonly journal: StackJournal;
  readonly changeSets: ChangeSets;

  constructor(deps: StacksDependencies) {
    this.#deps = deps;
    this.journal = new StackJournal(deps.clock, deps.ids);
    this.changeSets = new ChangeSets(this, deps.clock, deps.ids);
  }

  async create(scope: Scope, request: StackRequest): Promise<StackRecord> {
    if (this.#byName.of(scope).has(request.name)) throw alreadyExists(request.name);
    const stack = this.newRecord(scope, request);
    const prepared = await this.prepare(scope, request, stack);
    if (this.#byName.of(scope).has(request.name)) throw alreadyExists(request.name);
    this.#byName.of(scope).set(request.name, stack);
    this.startCreate(stack, prepared);
    return stack;
  }

  async update(scope: Scope, request: StackRequest): Promise<StackRecord> {
    const stack = this.find(scope, request.name);
    if (!stack) throw stackToChangeDoesNotExist(request.name);
    this.checkUpdatable(stack);
    const prepared = await this.prepare(scope, request, stack);
    if (this.isUnchanged(stack, prepared, request.tags)) throw noUpdates();
    this.checkUpdatable(stack);
    this.startUpdate(stack, prepared, request);
    return stack;
  }

  /** Deleting what does not exist succeeds, as in AWS. */
  delete(scope: Scope, nameOrId: string, options: { retainResources?: string[] } = {}): void {
    const stack = this.find(scope, nameOrId);
    if (!stack) return;
    if (stack.terminationProtection) throw terminationProtected(stack.id);
    if (stack.status === 'DELETE_IN_PROGRESS') return;
    if (isInProgress(stack.status)) throw notInState(stack.id, stack.status, 'deleted');
    this.#start(stack, async (operation) => {
      const isDeleted = await runDelete(this.#runDeps(), stack, operation, options.retainResources ?? []);
      if (!isDeleted) return;
      stack.deletedAt = this.#deps.clock.now();
      this.#byName.of(scope).delete(stack.name);
      this.#deleted.of(scope).push(stack);
    });
  }

  cancelUpdate(scope: Scope, nameOrId: string): void {
    const stack = this.byName(scope, nameOrId);
    const running = this.#running.get(stack);
    if (stack.status !== 'UPDATE_IN_PROGRESS' || !running) throw notInState(stack.id, stack.status, 'cancelled');
    running.operation.cancel('User Initiated');
  }

  setTerminationProtection(scope: Scope, nameOrId: string, isProtected: boolean): StackRecord {
    const stack = this.byName(scope, nameOrId);
    stack.terminationProtection = isProtected;
    return stack;
  }

  /** Resolves when no operation runs on the stack any more. */
  async settled(stack: StackRecord): Promise<StackRecord> {
    await this.#running.get(stack)?.end;
    return stack;
  }

  /** A stack by name, or by id also when it is deleted. Throws `ValidationError`. */
  byName(scope: Scope, nameOrId: string): StackRecord {
    const stack = this.find(scope, nameOrId) ?? this.#deleted.of(scope).find(({ id }) => id === nameOrId);
    if (!stack) throw stackDoesNotExist(nameOrId);
    return stack;
  }

  find(scope: Scope, nameOrId: string): StackRecord | undefined {
    const stacks = this.#byName.of(scope);
    return stacks.get(nameOrId) ?? [...stacks.values()].find(({ id }) => id === nameOrId);
  }

  all(scope: Scope): StackRecord[] {
    return [...this.#byName.of(scope).values()];
  }

  deleted(scope: Scope): StackRecord[] {
    return [...this.#deleted.of(scope)];
  }

  /** What of the template cannot be rehearsed, by name. Throws `ValidationError` for a broken template. */
  check(scope: Scope, request: StackRequest & { templateBody: string }): TemplateFinding[] {
    const { template, included } = this.#read(scope, request, this.newRecord(scope, request), request.templateBody);
    const names = new Set(included.resources.values());
    return checkTemplate(template, this.#deps.types, (resource) => names.has(resource));
  }

  /** Reads and checks a request's template for a stack: nothing of it starts when anything is wrong. */
  async prepare(scope: Scope, request: StackRequest, stack: StackRecord): Promise<PreparedTemplate> {
    const body = await this.#body(request, stack);
    const { template, included, parameters } = this.#read(scope, request, stack, body);
    const names = new Set(included.resources.values());
    const findings = checkTemplate(template, this.#deps.types, (resource) => names.has(resource));
    if (findings.length > 0)
      throw cannotRehearse(
        request.name,
        findings.map(({ message }) => message),
      );
    return { body, included, parameters };
  }

  newRecord(scope: Scope, request: StackRequest): StackRecord {
    return {
      id: arnOf(scope, 'cloudformation', `stack/${request.name}/${this.#deps.ids.uuid()}`),
      name: request.name,
      scope,
      createdAt: this.#deps.clock.now(),
      status: 'REVIEW_IN_PROGRESS',
      templateBody: '',
      parameters: {},
      tags: request.tags ?? {},
      capabilities: request.capabilities ?? [],
      terminationProtection: request.terminationProtection ?? false,
      disableRollback: request.disableRollback ?? false,
      resources: new Map(),
      outputs: [],
      imports: new Set(),
      events: [],
    };
  }

  /** A stack that only a change set knows: REVIEW_IN_PROGRESS. */
  addForReview(stack: StackRecord): void {
    this.#byName.of(stack.scope).set(stack.name, stack);
    this.journal.stack(stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }

  startCreate(stack: StackRecord, prepared: PreparedTemplate): void {
    this.#start(stack, (operation) => runCreate(this.#runDeps(), stack, operation, prepared));
  }

  startUpdate(
    stack: StackRecord,
    prepared: PreparedTemplate,
    request: Pick<StackRequest, 'tags' | 'capabilities' | 'disableRollback'>,
  ): void {
    const { tags, capabilities, disableRollback } = request;
    const tagsChanged = tags !== undefined && !sameValue(tags, stack.tags);
    const update: StackUpdate = {
      prepared,
      request: {
        tagsChanged,
        ...(tags && { tags }),
        ...(capabilities && { capabilities }),
        ...(disableRollback !== undefined && { disableRollback }),
      },
      before: { tags: stack.tags, capabilities: stack.capabilities },
    };
    this.#start(stack, (operation) => runUpdate(this.#runDeps(), stack, operation, update), { update });
  }

  isUnchanged(stack: StackRecord, prepared: PreparedTemplate, tags: Record<string, string> | undefined): boolean {
    if (!stack.included) return false;
    return isSameTemplate(stack.included, prepared.included) && (tags === undefined || sameValue(tags, stack.tags));
  }

  checkUpdatable(stack: StackRecord): void {
    if (!isUpdatable(stack.status)) throw notInState(stack.id, stack.status, 'updated');
  }

  get types(): ResourceTypes {
    return this.#deps.types;
  }

  /** Cancels what runs and waits for it. */
  async stop(): Promise<void> {
    for (const { operation } of this.#running.values()) operation.cancel('The rehearsal ends');
    await Promise.allSettled([...this.#running.values()].map(({ end }) => end));
  }

  save(): SavedStacks {
    const all = [...this.#byName.all().flatMap((stacks) => [...stacks.values()]), ...this.#deleted.all().flat()];
    return {
      stacks: all.map(savedStack),
      changeSets: this.changeSets.save(),
      running: [...this.#running].map(([stack, { operation, update }]) => ({
        stackId: stack.id,
        steps: operation.steps,
        ...(update && { update: { ...update, prepared: savedTemplate(update.prepared) } }),
      })),
    };
  }

  restore({ stacks, changeSets, running }: SavedStacks): void {
    const byId = new Map(stacks.map((saved) => [saved.id, restoredStack(saved)]));
    for (const stack of byId.values())
      if (stack.deletedAt === undefined) this.#byName.of(stack.scope).set(stack.name, stack);
      else this.#deleted.of(stack.scope).push(stack);
    this.changeSets.restore(changeSets, byId);
    this.#interrupted = running.flatMap(({ stackId, steps, update }) => {
      const stack = byId.get(stackId);
      if (!stack) return [];
      const prepared = update && restoredTemplate(stack, update.prepared);
      return [{ stack, steps, update: update && prepared && { ...update, prepared } }];
    });
  }

  /** Ends what an engine's end cut off, in the background: see `runInterrupted`. */
  resume(): void {
    for (const { stack, steps, update } of this.#interrupted)
      this.#start(stack, (operation) => runInterrupted(this.#runDeps(), stack, operation, update), { steps, update });
    this.#interrupted = [];
  }

  #start(
    stack: StackRecord,
    run: (operation: StackOperation) => Promise<void>,
    { steps, update }: { steps?: readonly Step[]; update?: StackUpdate | undefined } = {},
  ): void {
    const operation = new StackOperation(
      {
        ids: this.#deps.ids,
        types: this.#deps.types,
        journal: this.journal,
        exports: this.exports,
        dynamicValues: this.#deps.dynamicValues?.(stack.scope) ?? noDynamicValues,
        availabilityZones: (region) =>
          this.#deps.availabilityZones?.(region) ?? ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
      },
      stack,
      steps,
    );
    const end = run(operation)
      .catch((error: unknown) => {
        this.#deps.log.error(`An operation on stack ${stack.name} ended in a defect of the rehearsal.`, {
          error: String(error),
        });
      })
      .finally(() => this.#running.delete(stack));
    this.#running.set(stack, { operation, end, update });
  }

  #runDeps() {
    return { clock: this.#deps.clock, journal: this.journal, exports: this.exports };
  }

  #read(scope: Scope, request: StackRequest, stack: StackRecord, body: string) {
    const template = parseTemplate(body);
    const parameters = resolveParameters(template, {
      given: request.parameters ?? {},
      usePrevious: request.usePreviousParameters ?? [],
      previous: Object.fromEntries(Object.entries(stack.parameters).map(([name, { value }]) => [name, value])),
      store: (name) => this.#deps.parameterStore.value(scope, name),
    });
    const values = {
      ...Object.fromEntries(Object.entries(parameters).map(([name, { resolved }]) => [name, resolved])),
      ...pseudoParameters({ scope, stackId: stack.id, stackName: stack.name }),
    };
    assertRules(template, values);
    return { template, parameters, included: includeResources(template, values) };
  }

  async #body(request: StackRequest, stack: StackRecord): Promise<string> {
    if (request.templateBody !== undefined) return this.#json(request.templateBody);
    if (request.usePreviousTemplate) return stack.templateBody;
    if (request.templateUrl === undefined || !this.#deps.templateAt) throw noTemplate();
    return this.#json(await this.#deps.templateAt(stack.scope, request.templateUrl));
  }

  #json(text: string): string {
    try {
      return this.#deps.templateDocuments?.toJson(text) ?? text;
    } catch (error) {
      throw validationError(`Template format error: YAML not well-formed. (${messageOf(error)})`);
    }
  }
}
