import { createHash } from 'node:crypto';

import { AppSpecProblem, readAppSpec, type AppSpec } from '../../domain/deployment/app-spec.ts';
import type { DeploymentCommand, DeploymentWait } from '../../domain/deployment/commands.ts';
import { isRejection } from '../../domain/deployment/decide.ts';
import { isEnded, statusOf } from '../../domain/deployment/deployment.ts';
import type { Plan } from '../../domain/deployment/plan.ts';
import type { Rejection } from '../../domain/deployment/rejection.ts';
import { rollbackPlan } from '../../domain/deployment/rollback-plan.ts';
import { DEFAULT_ECS_CONFIG } from '../../domain/deployment/traffic-plan.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import { PerScope, scopeKey, type Scope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import type { AlarmStates } from '../ports/alarm-states.ts';
import type { AppSpecDocuments } from '../ports/app-spec.ts';
import { watchAlarms } from './alarm-watch.ts';
import type { Applications } from './applications.ts';
import type { DeploymentConfigs } from './deployment-configs.ts';
import type { AlarmConfigurationRequest, AutoRollbackRequest, DeploymentGroup } from './deployment-group.ts';
import type { DeploymentGroups } from './deployment-groups.ts';
import { DeploymentRecord, type DeploymentRequestFacts } from './deployment-record.ts';
import { DeploymentRunner } from './deployment-runner.ts';
import { errors } from './errors.ts';
import { liveService } from './live-service.ts';
import { planDeployment, rollbackWaits } from './plan-deployment.ts';
import { readAlarms, readAutoRollback } from './read-group.ts';
import { madeTaskSet, releaseActions, type ReleasePorts } from './release-actions.ts';
import type { DeploymentSettings } from './settings.ts';
import { targetTaskSets, type TargetTaskSet } from './target-task-sets.ts';

export interface DeploymentsDeps extends ReleasePorts {
  clock: Clock;
  ids: Ids;
  log: Log;
  alarmStates: AlarmStates;
  appSpecs: AppSpecDocuments;
  settings: DeploymentSettings;
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
  readonly #records = new PerScope(() => new Map<string, DeploymentRecord>());
  readonly #runners = new Map<string, { runner: DeploymentRunner; done: Promise<void> }>();
  readonly #deps: DeploymentsDeps;

  constructor(deps: DeploymentsDeps) {
    this.#deps = deps;
  }

  create(scope: Scope, request: NewDeployment): DeploymentRecord {
    const { clock, groups, configs, applications } = this.#deps;
    const application = applications.get(scope, request.applicationName);
    const group = groups.get(scope, application.name, request.groupName);
    const config = configs.get(scope, request.configName ?? group.configName);
    const appSpec = this.#readAppSpec(scope, request.revision.content);
    const active = this.#ofGroup(scope, group).find(({ state }) => !isEnded(state));
    if (active) throw errors.deploymentLimit(group.name, active.id);
    const live = liveService(this.#deps, scope, group);
    const autoRollback = request.autoRollback ? readAutoRollback(request.autoRollback) : group.autoRollback;
    const overrideAlarms = request.overrideAlarms && readAlarms(request.overrideAlarms);
    const alarms = overrideAlarms ?? group.alarms;
    const [deploymentId, rollbackDeploymentId] = [this.#newId(), this.#newId()];
    const plan = planDeployment(
      { scope, deploymentId, rollbackDeploymentId, group, config, appSpec, live, autoRollback, alarms },
      this.#deps,
    );
    const previousRevision = this.lastSuccessful(scope, group)?.request.revision;
    const { hooks: _hooks, network, platformVersion, capacityProviders, ...container } = appSpec;
    const record = this.#start(
      {
        deploymentId,
        scope,
        group,
        configName: config.name,
        creator: 'user',
        ...(request.description !== undefined && { description: request.description }),
        revision: request.revision,
        ...(previousRevision && { previousRevision }),
        autoRollback,
        alarms,
        ...(overrideAlarms && { overrideAlarms }),
        taskSet: {
          ...container,
          taskDefinition: this.#deps.taskSets.taskDefinitionArn(scope, appSpec.taskDefinition),
          network: network ?? live.facts.network,
          platformVersion: platformVersion ?? 'LATEST',
          ...(capacityProviders && { capacityProviders }),
        },
        clusterName: live.facts.clusterName,
        serviceName: live.facts.serviceName,
        serviceArn: live.facts.serviceArn,
      },
      plan,
    );
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
  taskSetsOf(record: DeploymentRecord): TargetTaskSet[] {
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

  /** Goes on with deployments of an earlier engine: their events are all that is needed. */
  resume(records: readonly DeploymentRecord[]): void {
    for (const record of records) {
      this.#records.of(record.request.scope).set(record.id, record);
      if (isEnded(record.state)) this.#rollBack(record);
      else this.#run(record);
    }
  }

  /** Stops the runners, not the deployments. */
  async close(): Promise<void> {
    const running = [...this.#runners.values()];
    for (const { runner } of running) runner.stop();
    await Promise.all(running.map(({ done }) => done));
  }

  #readAppSpec(scope: Scope, content: string): AppSpec {
    const document = parseDocument(this.#deps.appSpecs, content);
    const appSpec = checkAppSpec(document);
    const { taskSets, functions } = this.#deps;
    let ports: { containerName: string; containerPort: number }[];
    try {
      ports = taskSets.containerPorts(scope, taskSets.taskDefinitionArn(scope, appSpec.taskDefinition));
    } catch (error) {
      throw error instanceof AwsError ? errors.invalidRevision(`TaskDefinition: ${error.message}`, error) : error;
    }
    const { containerName, containerPort } = appSpec;
    if (!ports.some((port) => port.containerName === containerName && port.containerPort === containerPort)) {
      throw errors.invalidRevision(
        `The task definition has no container ${containerName} with port ${containerPort}, as LoadBalancerInfo wants.`,
      );
    }
    for (const [event, name] of Object.entries(appSpec.hooks)) {
      if (!functions.exists(scope, name)) throw errors.invalidRevision(`Hooks.${event}: no Lambda function ${name}.`);
    }
    return appSpec;
  }

  #ofGroup(scope: Scope, group: DeploymentGroup): DeploymentRecord[] {
    return [...this.#records.of(scope).values()].filter(({ request }) => request.group.id === group.id);
  }

  #newId(): string {
    return `d-${this.#deps.ids.upper(9)}`;
  }

  #start(request: DeploymentRequestFacts, plan: Plan): DeploymentRecord {
    const record = new DeploymentRecord(request, [{ type: 'DeploymentCreated', at: this.#deps.clock.now(), plan }]);
    this.#records.of(request.scope).set(record.id, record);
    this.#run(record);
    this.changed.emit(record);
    return record;
  }

  #run(record: DeploymentRecord): void {
    const { clock, ids, log, taskSets, targetGroups } = this.#deps;
    const runner = new DeploymentRunner(record, {
      clock,
      ids,
      log,
      actions: releaseActions(this.#deps, record),
      onChange: (changed) => {
        if (isEnded(changed.state)) this.#rollBack(changed);
        this.changed.emit(changed);
      },
    });
    const subscriptions = [
      taskSets.changed.subscribe(() => runner.wake()),
      targetGroups.changed.subscribe(() => runner.wake()),
      watchAlarms(record, runner, this.#deps),
    ];
    const done = runner
      .run()
      .catch((error: unknown) => log.error(`The runner of ${record.id} ended`, { error: messageOf(error) }))
      .finally(() => {
        for (const unsubscribe of subscriptions) unsubscribe();
        this.#runners.delete(runnerKey(record));
      });
    this.#runners.set(runnerKey(record), { runner, done });
  }

  /** A deployment of its own, at once: the group has no moment without an active deployment in between. */
  #rollBack(ended: DeploymentRecord): void {
    const { clock, settings } = this.#deps;
    const { request, state } = ended;
    if (!isEnded(state)) return;
    const made = madeTaskSet(this.#deps, ended);
    const plan = rollbackPlan(state, { restoreTestListener: settings.restoreTestListener, made });
    if (!plan || this.#records.of(request.scope).has(plan.deploymentId)) return;
    const { taskSet: _taskSet, overrideAlarms: _override, description: _description, ...inherited } = request;
    this.#start(
      {
        ...inherited,
        deploymentId: plan.deploymentId,
        configName: DEFAULT_ECS_CONFIG,
        creator: 'codeDeployRollback',
        revision: request.previousRevision ?? request.revision,
        previousRevision: request.revision,
      },
      { ...plan, waits: rollbackWaits(plan.waits, clock, settings) },
    );
  }

  #command(record: DeploymentRecord, command: DeploymentCommand): void {
    if (isEnded(record.state)) return refuse(record.id, completed(record, command));
    const running = this.#runners.get(runnerKey(record));
    if (!running) throw new TypeError(`${record.id} has not ended, but nothing runs it.`);
    const decision = running.runner.handle(command);
    if (isRejection(decision)) refuse(record.id, decision);
  }
}

const runnerKey = (record: DeploymentRecord) => `${scopeKey(record.request.scope)}/${record.id}`;

/** What an ended deployment says: only about hooks it makes a difference which command it was. */
function completed({ existing }: DeploymentRecord, command: DeploymentCommand): Rejection {
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

/** The text up to the colon was seen in an answer of the real API. */
function parseDocument(documents: AppSpecDocuments, content: string): unknown {
  try {
    return documents.parse(content);
  } catch (error) {
    throw errors.invalidRevision(`The AppSpec file must be valid JSON or YAML: ${messageOf(error)}`, error);
  }
}

function checkAppSpec(document: unknown): AppSpec {
  try {
    return readAppSpec(document);
  } catch (error) {
    throw error instanceof AppSpecProblem ? errors.invalidRevision(error.message, error) : error;
  }
}

/** What AWS computes over the content; a client may send it, and then it must be right. */
export const sha256Of = (content: string): string => createHash('sha256').update(content, 'utf8').digest('hex');
