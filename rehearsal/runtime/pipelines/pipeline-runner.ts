import type { ActionResult, PipelineCommand } from '../../domain/pipeline-run/commands.ts';
import { decide } from '../../domain/pipeline-run/decide.ts';
import { typeKey, type ActionDefinition } from '../../domain/pipeline-run/definition.ts';
import type { PipelineEvent } from '../../domain/pipeline-run/events.ts';
import type { Execution } from '../../domain/pipeline-run/execution.ts';
import { nextWork, type PipelineWork } from '../../domain/pipeline-run/next-work.ts';
import type { Rejection } from '../../domain/pipeline-run/rejection.ts';
import { resolveConfiguration } from '../../domain/pipeline-run/variables.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { PipelineAction, StartedAction } from '../ports/pipeline-actions.ts';
import type { PipelineArtifacts } from '../ports/pipeline-artifacts.ts';
import { MANUAL_APPROVAL } from './action-types.ts';
import { beginAction, errorOf, locatedResult } from './begin-action.ts';
import type { PipelineRecord } from './pipeline-record.ts';
import type { PipelineSettings } from './settings.ts';

export interface PipelineRunnerDeps {
  clock: Clock;
  ids: Ids;
  log: Log;
  settings: PipelineSettings;
  artifacts: PipelineArtifacts;
  /** By category, owner, provider and version; approvals are the runner's own. */
  actions: Readonly<Record<string, PipelineAction>>;
  /** Called after every change, with the record already up to date. */
  onChange: (record: PipelineRecord, events: readonly PipelineEvent[]) => void;
}

type StartWork = Extract<PipelineWork, { do: 'startAction' }>;

const ENGINE_ENDED: ActionResult = {
  status: 'Failed',
  error: { code: 'JobFailed', message: 'The engine ended while this action ran.' },
};

/** Makes one pipeline's executions happen: asks what is next, starts it, reports how it ended. */
export class PipelineRunner {
  readonly #record: PipelineRecord;
  readonly #deps: PipelineRunnerDeps;
  readonly #running = new Map<string, StartedAction>();
  readonly #ends = new Set<Promise<void>>();
  /** Runs of actions that this runner began, by id. */
  readonly #begun = new Set<string>();
  #alarm = new AbortController();
  #isStopped = false;

  constructor(record: PipelineRecord, deps: PipelineRunnerDeps) {
    this.#record = record;
    this.#deps = deps;
  }

  /** A command from anywhere: people, triggers, actions. What follows from it is started before this returns. */
  handle(command: PipelineCommand): Rejection | undefined {
    const refused = this.#apply(command);
    if (!refused) this.#look();
    return refused;
  }

  /**
   * Goes on with executions of an earlier engine: the actions that it ran have failed, so that their stage can be retried, and
   * not those that a push or a client has begun since; approvals wait on under their tokens, and what waits for a stage may enter it.
   */
  resume(): void {
    const running = this.#record.state.executions.flatMap(({ id: executionId, actionRuns }) =>
      actionRuns.flatMap(({ id: actionRunId, status, token }) =>
        status === 'InProgress' && token === undefined && !this.#begun.has(actionRunId)
          ? [{ executionId, actionRunId }]
          : [],
      ),
    );
    for (const of of running) this.#apply({ type: 'CompleteAction', at: this.#now, ...of, result: ENGINE_ENDED });
    this.#look();
  }

  /** Leaves the executions where they are and ends what their actions run; operations on stacks go on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#alarm.abort(new Error('stopped'));
    await Promise.allSettled([...this.#running.values()].map(async (action) => action.stop()));
  }

  /** Resolves when no action runs any more. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#ends);
  }

  get #now(): number {
    return this.#deps.clock.now();
  }

  #apply(command: PipelineCommand): Rejection | undefined {
    const decision = decide(command, this.#record.run);
    if ('rejected' in decision) {
      const level = decision.rejected === 'Unexpected' ? 'warn' : 'info';
      this.#deps.log[level](`Pipeline ${this.#record.name} refused ${command.type}`, { ...decision });
      return decision;
    }
    this.#record.append(decision);
    if (decision.length > 0) this.#deps.onChange(this.#record, decision);
    return undefined;
  }

  /** Starts everything that may start, then waits for whatever comes next. */
  #look(): void {
    while (!this.#isStopped) {
      const work = nextWork(this.#record.state, this.#now);
      switch (work.do) {
        case 'nothing':
          return this.#wakeAt(undefined);
        case 'wait':
          return this.#wakeAt(work.until);
        case 'decide':
          // A refusal is a defect of the core, which its property test looks for; it must not become a busy loop.
          if (this.#apply(work.command)) return;
          break;
        case 'startAction':
          if (!this.#start(work)) return;
          break;
        default:
          return assertNever(work, 'work');
      }
    }
  }

  /** Recorded before it happens: an action starts once, even if the engine dies in between. */
  #start({ execution, stage, action }: StartWork): boolean {
    const { clock, ids, settings } = this.#deps;
    const actionRunId = ids.uuid();
    this.#begun.add(actionRunId);
    const { resolved, missing } = resolveConfiguration(action.configuration, {
      ...execution.outputs,
      variables: execution.variables,
      codepipeline: { PipelineExecutionId: execution.id },
    });
    const isApproval = typeKey(action.type) === MANUAL_APPROVAL;
    // A moment in real time, as far away as the clock makes the minutes.
    const lasts = clock.toReal((action.timeoutInMinutes ?? settings.approvalMinutes) * 60_000);
    const approval = isApproval && missing.length === 0 ? { token: ids.uuid(), until: this.#now + lasts } : undefined;
    const which = { at: this.#now, executionId: execution.id, stage, action: action.name, actionRunId };
    const refused = this.#apply({
      type: 'StartAction',
      ...which,
      configuration: resolved,
      ...(approval && { approval }),
    });
    if (refused) return false;
    if (approval) return true;
    const unknown = missing.map(({ namespace, name }) => `#{${namespace}.${name}}`);
    const end = this.#perform(execution, stage, action, actionRunId, resolved, unknown).finally(() =>
      this.#ends.delete(end),
    );
    this.#ends.add(end);
    return true;
  }

  async #perform(
    execution: Execution,
    stage: string,
    action: ActionDefinition,
    actionRunId: string,
    configuration: Readonly<Record<string, string>>,
    unknown: readonly string[],
  ): Promise<void> {
    const of = { executionId: execution.id, actionRunId };
    let result: ActionResult;
    try {
      // Not in the same turn: what starts must not be reported into a decision that is still being carried out.
      await Promise.resolve();
      if (this.#isStopped) return;
      if (unknown.length > 0)
        throw new AwsError('InvalidVariables', `These variables have no value: ${unknown.join(', ')}`);
      const started = beginAction(this.#record, this.#deps, { execution, stage, action, actionRunId, configuration });
      this.#running.set(actionRunId, started);
      const { externalId, externalUrl, summary } = started;
      const progress = {
        ...(externalId !== undefined && { externalId }),
        ...(externalUrl !== undefined && { externalUrl }),
        ...(summary !== undefined && { summary }),
      };
      if (Object.keys(progress).length > 0) this.handle({ type: 'ReportAction', at: this.#now, ...of, progress });
      result = locatedResult(this.#record, execution, action, await started.done);
    } catch (error) {
      result = { status: 'Failed', error: errorOf(error) };
    } finally {
      this.#running.delete(actionRunId);
    }
    // An engine that stops meanwhile loses the report, as a crash would.
    if (!this.#isStopped) this.handle({ type: 'CompleteAction', at: this.#now, ...of, result });
  }

  #wakeAt(until: number | undefined): void {
    this.#alarm.abort(new Error('another look'));
    if (until === undefined) return;
    this.#alarm = new AbortController();
    const { clock } = this.#deps;
    const { signal } = this.#alarm;
    // Deadlines are real time, the clock sleeps simulated time. A timer holds 24 days at most.
    const remaining = Math.min(Math.max(0, until - this.#now), 86_400_000) * clock.speed;
    clock.sleep(remaining, signal).then(
      () => this.#look(),
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
  }
}
