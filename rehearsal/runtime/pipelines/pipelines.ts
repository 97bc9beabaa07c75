import type { PipelineCommand } from '../../domain/pipeline-run/commands.ts';
import type { PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import type { PipelineEvent } from '../../domain/pipeline-run/events.ts';
import type { Execution, RetryMode, TriggerType } from '../../domain/pipeline-run/execution.ts';
import { triggeredAction, type Push } from '../../domain/pipeline-run/trigger.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { parseArn, PerScope, type Scope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import { assertDefinition } from './assert-definition.ts';
import { pipelineErrors, refusalOf } from './errors.ts';
import { PipelineRecord, type SavedPipeline } from './pipeline-record.ts';
import { PipelineRunner, type PipelineRunnerDeps } from './pipeline-runner.ts';
import { defaultPipelineSettings, type PipelineSettings } from './settings.ts';
import { revisionsFor, valuesFor } from './start-values.ts';

export interface PipelinesDeps extends Omit<PipelineRunnerDeps, 'onChange' | 'settings'> {
  settings?: Partial<PipelineSettings>;
}

/** How an execution begins. */
export interface StartRequest {
  trigger: { type: TriggerType; detail: string };
  /** By name, over the pipeline's defaults. */
  variables?: Readonly<Record<string, string>>;
  /** Commits by source action. */
  sourceRevisions?: Readonly<Record<string, string>>;
  clientRequestToken?: string;
}

export interface ApprovalAnswer {
  stage: string;
  action: string;
  token: string;
  approved: boolean;
  summary: string;
  /** ARN of who answers. */
  by: string;
}

/** CodePipeline's use cases. */
export class Pipelines implements Persistent {
  readonly name = 'pipelines';
  /** Fires after every change of any pipeline. */
  readonly changed = new Signal<PipelineRecord>();
  /** Fires with what happened, in order, with the record already up to date. */
  readonly happened = new Signal<{ record: PipelineRecord; events: readonly PipelineEvent[] }>();
  readonly #deps: PipelinesDeps;
  readonly #settings: PipelineSettings;
  readonly #byName = new PerScope(() => new Map<string, { record: PipelineRecord; runner: PipelineRunner }>());

  constructor(deps: PipelinesDeps) {
    this.#deps = deps;
    this.#settings = { ...defaultPipelineSettings, ...deps.settings };
  }

  /** A new pipeline starts at once. Source: API reference, TriggerType CreatePipeline. */
  create(
    scope: Scope,
    definition: PipelineDefinition,
    options: { by: string; tags?: Record<string, string> },
  ): PipelineRecord {
    assertDefinition(definition);
    if (this.#byName.of(scope).has(definition.name)) throw pipelineErrors.nameInUse(definition.name);
    const record = new PipelineRecord(scope, definition.name, options.tags ?? {});
    this.#add(record);
    this.#define(record, definition);
    this.start(scope, definition.name, { trigger: { type: 'CreatePipeline', detail: options.by } });
    return record;
  }

  /** Every update is a version, even without a change. */
  update(scope: Scope, definition: PipelineDefinition): PipelineRecord {
    assertDefinition(definition);
    const record = this.get(scope, definition.name);
    this.#define(record, definition);
    return record;
  }

  /** Deleting what does not exist succeeds. Actions that run end. Source: API reference, DeletePipeline. */
  async delete(scope: Scope, name: string): Promise<void> {
    const pipeline = this.#byName.of(scope).get(name);
    if (!pipeline) return;
    this.#byName.of(scope).delete(name);
    // Not until its actions have ended: one of them may be the stack that deletes the pipeline.
    await pipeline.runner.stop();
    this.#deps.artifacts.dropAll(scope, name);
  }

  get(scope: Scope, name: string): PipelineRecord {
    return this.#pipeline(scope, name).record;
  }

  byArn(arn: string): PipelineRecord {
    const parsed = parseArn(arn);
    if (parsed?.service !== 'codepipeline') throw pipelineErrors.invalidArn(arn);
    const record = this.#byName.of(parsed).get(parsed.resource)?.record;
    if (!record) throw pipelineErrors.resourceNotFound(arn);
    return record;
  }

  /** By name. */
  list(scope: Scope): PipelineRecord[] {
    return [...this.#byName.of(scope).values()]
      .map(({ record }) => record)
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  execution(scope: Scope, name: string, id: string): Execution {
    const found = this.get(scope, name).state.executions.find((execution) => execution.id === id);
    if (!found) throw pipelineErrors.executionNotFound(id, name);
    return found;
  }

  /** Returns the execution's id: that of an earlier request when its token comes again. */
  start(scope: Scope, name: string, request: StartRequest): string {
    const { record } = this.#pipeline(scope, name);
    const token = request.clientRequestToken;
    const earlier = token === undefined ? undefined : record.requests.get(token);
    if (earlier !== undefined) return earlier;
    const { definition } = record.state;
    const execution = {
      id: this.#deps.ids.uuid(),
      trigger: request.trigger,
      variables: valuesFor(definition, request.variables ?? {}),
      sourceRevisions: revisionsFor(definition, request.sourceRevisions ?? {}),
    };
    if (token !== undefined) record.requests.set(token, execution.id);
    this.#command(record, { type: 'Start', at: this.#now, execution });
    return execution.id;
  }

  /** Starts every pipeline whose triggers let the push through; returns what was started. */
  pushed(push: Push): { pipeline: string; executionId: string }[] {
    return this.#byName.all().flatMap((pipelines) =>
      [...pipelines.values()].flatMap(({ record }) => {
        const action = triggeredAction(push, record.state.definition);
        if (!action) return [];
        const executionId = this.start(record.scope, record.name, {
          trigger: { type: 'WebhookV2', detail: action.configuration['ConnectionArn'] ?? '' },
          sourceRevisions: { [action.name]: push.commitId },
        });
        return [{ pipeline: record.name, executionId }];
      }),
    );
  }

  stop(scope: Scope, name: string, executionId: string, options: { abandon?: boolean; reason?: string } = {}): void {
    const { abandon = false, reason = '' } = options;
    this.#command(this.get(scope, name), { type: 'Stop', at: this.#now, executionId, abandon, reason });
  }

  retry(scope: Scope, name: string, executionId: string, stage: string, mode: RetryMode): void {
    this.#command(this.get(scope, name), { type: 'Retry', at: this.#now, executionId, stage, mode });
  }

  /** Returns when the answer was taken. */
  decide(scope: Scope, name: string, answer: ApprovalAnswer): number {
    const at = this.#now;
    this.#command(this.get(scope, name), { type: 'Decide', at, ...answer });
    return at;
  }

  disableTransition(scope: Scope, name: string, stage: string, options: { reason: string; by: string }): void {
    this.#command(this.get(scope, name), { type: 'DisableTransition', at: this.#now, stage, ...options });
  }

  enableTransition(scope: Scope, name: string, stage: string): void {
    this.#command(this.get(scope, name), { type: 'EnableTransition', at: this.#now, stage });
  }

  save(): SavedPipeline[] {
    return this.#all().map(({ record }) => record.saved());
  }

  restore(saved: readonly SavedPipeline[]): void {
    for (const pipeline of saved) this.#add(PipelineRecord.restored(pipeline));
  }

  resume(): void {
    for (const { runner } of this.#all()) runner.resume();
  }

  /** Stops the runners and what their actions run, not the executions. */
  async close(): Promise<void> {
    const all = this.#all();
    await Promise.all(all.map(({ runner }) => runner.stop()));
    await Promise.all(all.map(({ runner }) => runner.ended()));
  }

  get #now(): number {
    return this.#deps.clock.now();
  }

  #all(): { record: PipelineRecord; runner: PipelineRunner }[] {
    return this.#byName.all().flatMap((pipelines) => [...pipelines.values()]);
  }

  #add(record: PipelineRecord): void {
    const runner = new PipelineRunner(record, {
      ...this.#deps,
      settings: this.#settings,
      onChange: (changed, events) => {
        this.happened.emit({ record: changed, events });
        this.changed.emit(changed);
      },
    });
    this.#byName.of(record.scope).set(record.name, { record, runner });
  }

  #pipeline(scope: Scope, name: string): { record: PipelineRecord; runner: PipelineRunner } {
    const pipeline = this.#byName.of(scope).get(name);
    if (!pipeline) throw pipelineErrors.notFound(scope.account, name);
    return pipeline;
  }

  #define(record: PipelineRecord, definition: PipelineDefinition): void {
    this.#command(record, { type: 'Define', at: this.#now, definition, cancelRunning: this.#settings.updateCancels });
  }

  #command(record: PipelineRecord, command: PipelineCommand): void {
    const refused = this.#pipeline(record.scope, record.name).runner.handle(command);
    if (refused) throw refusalOf(refused, record.name, 'executionId' in command ? command.executionId : undefined);
  }
}
