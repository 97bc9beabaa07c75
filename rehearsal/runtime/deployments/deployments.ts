import { createHash } from 'node:crypto';

import type { DeploymentWait } from '../../domain/deployment/commands.ts';
import { isEnded, statusOf, type DeploymentStatus } from '../../domain/deployment/deployment.ts';
import type { Rejection } from '../../domain/deployment/rejection.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import { PerScope, scopeKey, type Scope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import { functionPlatform, type FunctionPlatformDeps } from '../function-deployments/function-platform.ts';
import type { AlarmStates } from '../ports/alarm-states.ts';
import { watchAlarms } from './alarm-watch.ts';
import type { Applications } from './applications.ts';
import type { DeploymentConfigs } from './deployment-configs.ts';
import type {
  AlarmConfigurationRequest,
  AutoRollbackRequest,
  ComputePlatform,
  DeploymentGroup,
} from './deployment-group.ts';
import type { DeploymentGroups } from './deployment-groups.ts';
import type { DeploymentPlatform } from './deployment-platform.ts';
import type { ProcessCommand } from './deployment-process.ts';
import { DeploymentRecord, type CommonRequestFacts, type SavedDeployment } from './deployment-record.ts';
import { DeploymentRunner } from './deployment-runner.ts';
import { errors } from './errors.ts';
import { readAlarms, readAutoRollback } from './read-group.ts';
import { targetTaskSets, type TargetTaskSet } from './target-task-sets.ts';
import { taskSetPlatform, type TaskSetPlatformDeps } from './task-set-platform.ts';

export interface DeploymentsDeps extends TaskSetPlatformDeps, FunctionPlatformDeps {
  functions: FunctionPlatformDeps['functions'];
  ids: Ids;
  log: Log;
  alarmStates: AlarmStates;
  applications: Applications;
  configs: DeploymentConfigs;
  groups: DeploymentGroups;
}

export interface NewDeployment {
  applicationName?: string | undefined;
  groupName?: string | undefined;
  configName?: string | undefined;
  description?: string | undefined;
  revision: { content: string; sha256: string };
  autoRollback?: AutoRollbackRequest | undefined;
  overrideAlarms?: AlarmConfigurationRequest | undefined;
}

/** Deployments and their runners. */
export class Deployments {
  /** Fires after every change of any deployment. */
  readonly changed = new Signal<DeploymentRecord>();
  /** Fires when a deployment's status has changed while it runs here. */
  readonly statusChanged = new Signal<{ record: DeploymentRecord; status: DeploymentStatus }>();
  readonly #records = new PerScope(() => new Map<string, DeploymentRecord>());
  readonly #runners = new Map<string, { runner: DeploymentRunner; done: Promise<void> }>();
  readonly #deps: DeploymentsDeps;
  readonly #platforms: { readonly [P in ComputePlatform]: DeploymentPlatform<P> };

  constructor(deps: DeploymentsDeps) {
    this.#deps = deps;
    this.#platforms = { ECS: taskSetPlatform(deps), Lambda: functionPlatform(deps) };
  }

  create(scope: Scope, request: NewDeployment): DeploymentRecord {
    const { clock, groups, configs, applications } = this.#deps;
    const application = applications.get(scope, request.applicationName);
    const group = groups.get(scope, application.name, request.groupName);
    const config = configs.getFor(group.computePlatform, scope, request.configName ?? group.configName);
    const prepared =
      group.computePlatform === 'ECS'
        ? this.#platforms.ECS.read(scope, group, request.revision.content)
        : this.#platforms.Lambda.read(scope, group, request.revision.content);
    const active = this.#ofGroup(scope, group).find(({ state }) => !isEnded(state));
    if (active) throw errors.deploymentLimit(group.name, active.id);
    const autoRollback = request.autoRollback ? readAutoRollback(request.autoRollback) : group.autoRollback;
    const overrideAlarms = request.overrideAlarms && readAlarms(request.overrideAlarms);
    const previousRevision = this.lastSuccessful(scope, group)?.request.revision;
    const facts: CommonRequestFacts = {
      deploymentId: this.#newId(),
      scope,
      configName: config.name,
      creator: 'user',
      ...(request.description !== undefined && { description: request.description }),
      revision: request.revision,
      ...(previousRevision && { previousRevision }),
      autoRollback,
      alarms: overrideAlarms ?? group.alarms,
      ...(overrideAlarms && { overrideAlarms }),
    };
    const record = this.#start(prepared.begin(facts, config, this.#newId()));
    const revision = applications.registerRevision(scope, application.name, request.revision);
    revision.firstUsedAt ??= clock.now();
    revision.lastUsedAt = clock.now();
    revision.groups.add(group.name);
    return record;
  }

  get(scope: Scope, id: string | undefined): DeploymentRecord {
    const valid = checkId(id);
    const record = this.#records.of(scope).get(valid);
    if (!record) throw errors.deploymentDoesNotExist(valid);
    return record;
  }

  /** Newest first. */
  list(
    scope: Scope,
    filter: { group?: DeploymentGroup; statuses?: readonly string[]; from?: number; to?: number } = {},
  ): DeploymentRecord[] {
    const { group, statuses, from = 0, to = Number.POSITIVE_INFINITY } = filter;
    return [...this.#records.of(scope).values()].toReversed().filter(({ existing, request }) => {
      const inTime = existing.createdAt >= from && existing.createdAt <= to;
      return inTime && (!group || request.group.id === group.id) && (statuses?.includes(statusOf(existing)) ?? true);
    });
  }

  /** What is asked is done when nothing is under way; otherwise it is Pending until the work under way has ended. */
  stop(scope: Scope, id: string | undefined, autoRollback?: boolean): 'Pending' | 'Succeeded' {
    const record = this.get(scope, id);
    this.#command(record, {
      type: 'Stop',
      at: this.#deps.clock.now(),
      ...(autoRollback !== undefined && { autoRollback }),
    });
    return isEnded(record.state) ? 'Succeeded' : 'Pending';
  }

  continue(scope: Scope, id: string | undefined, wait: DeploymentWait): void {
    this.#command(this.get(scope, id), { type: 'Continue', at: this.#deps.clock.now(), wait });
  }

  putHookStatus(scope: Scope, id: string | undefined, executionId: string, status: 'Succeeded' | 'Failed'): void {
    const record = this.get(scope, id);
    this.#command(record, { type: 'PutHookStatus', at: this.#deps.clock.now(), executionId, status });
  }

  /** What the deployment's target runs now; a deployment that has ended is told as it was. */
  taskSetsOf(record: DeploymentRecord<'ECS'>): TargetTaskSet[] {
    return targetTaskSets(this.#deps, record);
  }

  lastAttempted(scope: Scope, group: DeploymentGroup): DeploymentRecord | undefined {
    return this.#ofGroup(scope, group).at(-1);
  }

  lastSuccessful(scope: Scope, group: DeploymentGroup): DeploymentRecord | undefined {
    return this.#ofGroup(scope, group).findLast(({ state }) => state.phase === 'Succeeded');
  }

  hasActive(scope: Scope, group: DeploymentGroup): boolean {
    return this.#ofGroup(scope, group).some(({ state }) => !isEnded(state));
  }

  save(): SavedDeployment[] {
    return this.#all().map((record) => record.saved());
  }

  restore(saved: readonly SavedDeployment[]): void {
    for (const deployment of saved) {
      const record = DeploymentRecord.restored(deployment);
      this.#records.of(record.request.scope).set(record.id, record);
    }
  }

  /** Goes on with deployments of an earlier engine: their events are all that is needed. */
  resume(): void {
    for (const record of this.#all())
      if (isEnded(record.state)) this.#rollBack(record);
      else this.#run(record, { isResumed: true });
  }

  /** Stops the runners, not the deployments. */
  async close(): Promise<void> {
    const running = [...this.#runners.values()];
    for (const { runner } of running) runner.stop();
    await Promise.all(running.map(({ done }) => done));
  }

  #all(): DeploymentRecord[] {
    return this.#records.all().flatMap((records) => [...records.values()]);
  }

  #ofGroup(scope: Scope, group: DeploymentGroup): DeploymentRecord[] {
    return [...this.#records.of(scope).values()].filter(({ request }) => request.group.id === group.id);
  }

  #newId(): string {
    return `d-${this.#deps.ids.upper(9)}`;
  }

  #start(record: DeploymentRecord): DeploymentRecord {
    this.#records.of(record.request.scope).set(record.id, record);
    this.#run(record, { isResumed: false });
    this.changed.emit(record);
    return record;
  }

  #run(record: DeploymentRecord, { isResumed }: { isResumed: boolean }): void {
    const { log } = this.#deps;
    const platform = this.#platformOf(record);
    let known = statusOf(record.existing);
    const runner = new DeploymentRunner(record, {
      ...this.#deps,
      process: platform.process(record),
      onChange: (changed) => {
        const status = statusOf(changed.existing);
        if (status !== known) this.statusChanged.emit({ record: changed, status });
        known = status;
        if (isEnded(changed.state)) this.#rollBack(changed);
        this.changed.emit(changed);
      },
    });
    const subscriptions = [platform.watch(() => runner.wake()), watchAlarms(record, runner, this.#deps)];
    const done = (isResumed ? runner.resume() : runner.run())
      .catch((error: unknown) => log.error(`The runner of ${record.id} ended`, { error: messageOf(error) }))
      .finally(() => {
        for (const unsubscribe of subscriptions) unsubscribe();
        this.#runners.delete(runnerKey(record));
      });
    this.#runners.set(runnerKey(record), { runner, done });
  }

  /** A deployment of its own, at once: the group has no moment without an active deployment in between. */
  #rollBack(ended: DeploymentRecord): void {
    const rollback = this.#platformOf(ended).rollback(ended);
    if (rollback && !this.#records.of(ended.request.scope).has(rollback.id)) this.#start(rollback);
  }

  /** A record's own platform takes it for one of its own. */
  #platformOf({ request }: DeploymentRecord): DeploymentPlatform<ComputePlatform> {
    return this.#platforms[request.platform];
  }

  #command(record: DeploymentRecord, command: ProcessCommand): void {
    if (isEnded(record.state)) return refuse(record.id, completed(record, command));
    const running = this.#runners.get(runnerKey(record));
    if (!running) throw new TypeError(`${record.id} has not ended, but nothing runs it.`);
    const refused = running.runner.handle(command);
    if (refused) refuse(record.id, refused);
  }
}

const runnerKey = (record: DeploymentRecord) => `${scopeKey(record.request.scope)}/${record.id}`;

/** What an ended deployment says: only about hooks it makes a difference which command it was. */
function completed({ existing }: DeploymentRecord, command: ProcessCommand): Rejection {
  if (command.type !== 'PutHookStatus') return { rejected: 'AlreadyCompleted' };
  const isKnown = existing.hookRuns.some(({ executionId }) => executionId === command.executionId);
  return { rejected: isKnown ? 'HookAlreadyCompleted' : 'UnknownHookExecution' };
}

function refuse(id: string, rejection: Rejection): never {
  switch (rejection.rejected) {
    case 'AlreadyCompleted':
      throw errors.deploymentAlreadyCompleted(id);
    case 'TooLateToStop':
      throw errors.tooLateToStop(id);
    case 'NotWaiting':
      throw errors.notInReadyState(id);
    case 'NotSupported':
      throw errors.unsupportedAction(id);
    case 'UnknownHookExecution':
      throw errors.hookExecutionIdRequired();
    case 'HookAlreadyCompleted':
      throw errors.hookAlreadyCompleted();
    case 'DoesNotExist':
      throw errors.deploymentDoesNotExist(id);
    case 'AlreadyExists':
    case 'Unexpected':
      throw new TypeError(`${id}: ${JSON.stringify(rejection)}`);
    default:
      return assertNever(rejection, 'rejection');
  }
}

function checkId(id: string | undefined): string {
  if (id === undefined || id === '') throw errors.deploymentIdRequired();
  if (!/^d-[A-Z0-9]{9}$/.test(id)) throw errors.invalidDeploymentId(id);
  return id;
}

/** What AWS computes over the content; a client may send it, and then it must be right. */
export const sha256Of = (content: string): string => createHash('sha256').update(content, 'utf8').digest('hex');
