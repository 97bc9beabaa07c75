import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import { PerScope, scopeKey, type Scope } from '../../kernel/scope.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Applications } from './applications.ts';
import type { DeploymentConfigs } from './deployment-configs.ts';
import type { DeploymentGroup, DeploymentGroupRequest, EcsDeploymentGroup } from './deployment-group.ts';
import { errors } from './errors.ts';
import { liveService, type LivePorts } from './live-service.ts';
import { readGroup } from './read-group.ts';

export interface DeploymentGroupsDeps extends LivePorts {
  ids: Ids;
  log: Log;
  applications: Applications;
  configs: DeploymentConfigs;
}

/** Deployment groups of applications: what is deployed where, and how. */
export class DeploymentGroups {
  readonly #groups = new PerScope(() => new Map<string, Map<string, DeploymentGroup>>());
  readonly #deps: DeploymentGroupsDeps;

  constructor(deps: DeploymentGroupsDeps) {
    this.#deps = deps;
  }

  async create(scope: Scope, request: DeploymentGroupRequest): Promise<DeploymentGroup> {
    const application = this.#deps.applications.get(scope, request.applicationName);
    const group = readGroup(request, this.#deps.ids.uuid(), application.computePlatform);
    const groups = this.#of(scope, application.name);
    if (groups.has(group.name)) throw errors.groupAlreadyExists(group.name);
    this.#check(scope, group);
    groups.set(group.name, group);
    try {
      if (group.computePlatform === 'ECS') await this.#takeListener(scope, group);
    } catch (error) {
      groups.delete(group.name);
      throw error;
    }
    return group;
  }

  /** Members that are not given stay as they are; `newName` renames. */
  async update(
    scope: Scope,
    applicationName: string | undefined,
    name: string | undefined,
    change: DeploymentGroupRequest & { newName?: string | undefined },
  ): Promise<DeploymentGroup> {
    const current = this.get(scope, applicationName, name);
    const groups = this.#of(scope, current.applicationName);
    const { newName, ...changes } = change;
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const group = readGroup(
      { ...requestOf(current), ...given, deploymentGroupName: newName ?? current.name },
      current.id,
      current.computePlatform,
    );
    if (group.name !== current.name && groups.has(group.name)) throw errors.groupAlreadyExists(group.name);
    this.#check(scope, group);
    groups.delete(current.name);
    groups.set(group.name, group);
    if (group.computePlatform === 'ECS') await this.#takeListener(scope, group);
    return group;
  }

  get(scope: Scope, applicationName: string | undefined, name: string | undefined): DeploymentGroup {
    const application = this.#deps.applications.get(scope, applicationName);
    if (name === undefined || name === '') throw errors.groupNameRequired();
    const group = this.#of(scope, application.name).get(name);
    if (!group) throw errors.groupDoesNotExist(name);
    return group;
  }

  list(scope: Scope, applicationName: string | undefined): DeploymentGroup[] {
    return [...this.#of(scope, this.#deps.applications.get(scope, applicationName).name).values()];
  }

  /** Deleting what does not exist succeeds: DeleteDeploymentGroup's model has neither DoesNotExist exception. */
  delete(scope: Scope, applicationName: string | undefined, name: string | undefined): void {
    if (!applicationName) throw errors.applicationNameRequired();
    if (!name) throw errors.groupNameRequired();
    this.#of(scope, applicationName).delete(name);
  }

  deleteAllOf(scope: Scope, applicationName: string): void {
    this.#groups.of(scope).delete(applicationName);
  }

  /** The group that uses a deployment configuration, if any. */
  userOf(scope: Scope, configName: string): DeploymentGroup | undefined {
    return this.#all(scope).find((group) => group.configName === configName);
  }

  /** By application, and by name. */
  save(): [Scope, Map<string, Map<string, DeploymentGroup>>][] {
    return this.#groups.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#groups.refill(saved);
  }

  #of(scope: Scope, applicationName: string): Map<string, DeploymentGroup> {
    const byApplication = this.#groups.of(scope);
    const groups = byApplication.get(applicationName) ?? new Map<string, DeploymentGroup>();
    byApplication.set(applicationName, groups);
    return groups;
  }

  #all(scope: Scope): DeploymentGroup[] {
    return [...this.#groups.of(scope).values()].flatMap((groups) => [...groups.values()]);
  }

  #check(scope: Scope, group: DeploymentGroup): void {
    this.#deps.configs.getFor(group.computePlatform, scope, group.configName);
    if (group.computePlatform === 'ECS') this.#checkService(scope, group);
  }

  #checkService(scope: Scope, group: EcsDeploymentGroup): void {
    const { facts } = liveService(this.#deps, scope, group);
    // One group a service. Source: CodeDeploy user guide, limits.
    const other = this.#all(scope).find(
      (one) =>
        one.id !== group.id &&
        one.computePlatform === 'ECS' &&
        this.#serviceArn(scope, one.service) === facts.serviceArn,
    );
    if (other) throw errors.ecsServiceMapped(facts.serviceName);
    for (const listenerArn of [group.pair.productionListenerArn, group.pair.testListenerArn]) {
      if (listenerArn !== undefined) this.#readListener(scope, listenerArn);
    }
  }

  /** The other group's service may be gone by now. */
  #serviceArn(scope: Scope, service: EcsDeploymentGroup['service']): string | undefined {
    try {
      return this.#deps.taskSets.service(scope, service).serviceArn;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  #readListener(scope: Scope, listenerArn: string) {
    try {
      return this.#deps.listeners.read(scope, listenerArn);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw errors.loadBalancerInfo(`The listener ${listenerArn} was not found.`);
    }
  }

  /**
   * After a group is made, the production listener's default action is the weighted pair: seen on a real account
   * before its first deployment, with only the stack created. A listener that already forwards to both is left alone.
   */
  async #takeListener(scope: Scope, group: EcsDeploymentGroup): Promise<void> {
    const { blue, green } = liveService(this.#deps, scope, group);
    const listenerArn = group.pair.productionListenerArn;
    const present = new Set(this.#readListener(scope, listenerArn).map(({ targetGroupArn }) => targetGroupArn));
    if (present.size === 2 && present.has(blue.arn) && present.has(green.arn)) return;
    this.#deps.log.info('The production listener becomes a weighted pair', { listenerArn, scope: scopeKey(scope) });
    await this.#deps.listeners.write(scope, listenerArn, [
      { targetGroupArn: blue.arn, weight: 100 },
      { targetGroupArn: green.arn, weight: 0 },
    ]);
  }
}

/** A group as the request that would make it again: what UpdateDeploymentGroup merges its changes into. */
const requestOf = (group: DeploymentGroup): DeploymentGroupRequest => ({
  applicationName: group.applicationName,
  deploymentConfigName: group.configName,
  serviceRoleArn: group.serviceRoleArn,
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  autoRollbackConfiguration: group.autoRollback,
  alarmConfiguration: {
    enabled: group.alarms.enabled,
    ignorePollAlarmFailure: group.alarms.ignorePollAlarmFailure,
    alarms: group.alarms.names.map((name) => ({ name })),
  },
  tags: group.tags,
  ...(group.computePlatform === 'ECS' && serviceRequestOf(group)),
});

const serviceRequestOf = ({ service, pair, ready, termination }: EcsDeploymentGroup): DeploymentGroupRequest => ({
  ecsServices: [{ clusterName: service.cluster, serviceName: service.service }],
  loadBalancerInfo: {
    targetGroupPairInfoList: [
      {
        targetGroups: pair.targetGroupNames.map((name) => ({ name })),
        prodTrafficRoute: { listenerArns: [pair.productionListenerArn] },
        ...(pair.testListenerArn !== undefined && { testTrafficRoute: { listenerArns: [pair.testListenerArn] } }),
      },
    ],
  },
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: ready.action, waitTimeInMinutes: ready.waitMinutes },
    terminateBlueInstancesOnDeploymentSuccess: {
      action: termination.action,
      terminationWaitTimeInMinutes: termination.waitMinutes,
    },
  },
});
