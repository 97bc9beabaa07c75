import type { Ids } from '../../kernel/ids.ts';
import { ENGINE_ENDED } from '../../kernel/persistent.ts';
import { arnOf, parseArn, PerScope, type Scope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import type { StopCode } from '../../domain/task/task-status.ts';
import type { TaskNetwork } from '../ports/task-sets.ts';
import type { Clusters } from './clusters.ts';
import {
  containerNotInTaskDefinition,
  invalidParameter,
  notImplemented,
  noForcedDeployment,
  onlyByCodeDeploy,
  portNotInTaskDefinition,
  serviceNotActive,
  serviceNotFound,
  serviceNotIdempotent,
  serviceScaledAboveZero,
  targetGroupWithoutLoadBalancer,
  taskDefinitionInactive,
  taskNotFound,
} from './errors.ts';
import { endLostTasks } from './lost-tasks.ts';
import { primaryOf, type LoadBalancerTarget, type Service, type Task, type TaskSet } from './service.ts';
import { ServiceScheduler, type SchedulerDependencies } from './service-scheduler.ts';
import type { Tag, TaskDefinition } from './task-definition.ts';
import type { TaskDefinitions } from './task-definitions.ts';
import { taskIdOf } from './task-spec.ts';

export interface NewService {
  cluster?: string;
  serviceName: string;
  taskDefinition: string;
  desiredCount: number;
  deploymentController: string;
  deploymentConfiguration?: { maximumPercent?: number; minimumHealthyPercent?: number };
  healthCheckGracePeriodSeconds?: number;
  launchType?: string;
  platformVersion?: string;
  schedulingStrategy?: string;
  loadBalancers: LoadBalancerTarget[];
  network?: TaskNetwork;
  propagateTags?: string;
  enableECSManagedTags?: boolean;
  tags?: Tag[];
  createdBy?: string;
}

/** Members of UpdateService that were given. */
export interface ServiceChange {
  desiredCount?: number;
  deploymentConfiguration?: { maximumPercent?: number; minimumHealthyPercent?: number };
  healthCheckGracePeriodSeconds?: number;
  enableECSManagedTags?: boolean;
  propagateTags?: string;
  forceNewDeployment?: boolean;
  /** Given at all: ECS refuses the member, not the difference. */
  taskDefinition?: unknown;
  networkConfiguration?: unknown;
  platformVersion?: unknown;
  loadBalancers?: unknown;
  capacityProviderStrategy?: unknown;
}

/** Services of ECS and what keeps their tasks running. */
export class Services {
  /** Fires with a service's ARN whenever anything of it changes. */
  readonly changed = new Signal<string>();
  readonly #deps: ServicesDependencies;
  readonly #services = new PerScope(() => new Map<string, Service>());
  readonly #schedulers = new Map<Service, ServiceScheduler>();
  readonly #unsubscribe: () => void;

  constructor(deps: ServicesDependencies) {
    this.#deps = deps;
    this.#unsubscribe = deps.targetGroups.changed.subscribe((arn) => {
      for (const [service, scheduler] of this.#schedulers) {
        if (service.taskSets.some((taskSet) => taskSet.loadBalancer?.targetGroupArn === arn)) scheduler.poke();
      }
    });
  }

  /** Under CODE_DEPLOY a primary task set is made with the service; it was started by nobody. */
  create(scope: Scope, input: NewService): Service {
    refuseUnknownKinds(input);
    const cluster = this.#deps.clusters.active(scope, input.cluster);
    const key = `${cluster.name}/${input.serviceName}`;
    const existing = this.#services.of(scope).get(key);
    if (existing && existing.status !== 'INACTIVE') throw serviceNotIdempotent();
    const taskDefinition = this.runnable(scope, input.taskDefinition);
    const [loadBalancer, second] = input.loadBalancers;
    if (!loadBalancer || second)
      throw invalidParameter('A service with a CODE_DEPLOY deployment controller needs exactly one load balancer.');
    this.checkLoadBalancer(scope, loadBalancer, taskDefinition);
    if (!input.network || input.network.subnets.length === 0) {
      throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    }
    const service: Service = {
      scope,
      cluster,
      name: input.serviceName,
      arn: arnOf(scope, 'ecs', `service/${key}`),
      status: 'ACTIVE',
      desiredCount: input.desiredCount,
      deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100, ...input.deploymentConfiguration },
      healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
      launchType: 'FARGATE',
      propagateTags: input.propagateTags ?? 'NONE',
      enableECSManagedTags: input.enableECSManagedTags ?? false,
      tags: input.tags ?? [],
      createdAt: this.#deps.clock.now(),
      ...(input.createdBy !== undefined && { createdBy: input.createdBy }),
      events: [],
      taskSets: [],
      pastTasks: [],
    };
    this.#services.of(scope).set(key, service);
    this.#schedule(service);
    const { network, platformVersion = 'LATEST' } = input;
    this.addTaskSet(service, { status: 'PRIMARY', taskDefinition, network, platformVersion, loadBalancer });
    return service;
  }

  addTaskSet(
    service: Service,
    facts: Pick<
      TaskSet,
      'status' | 'taskDefinition' | 'network' | 'platformVersion' | 'loadBalancer' | 'startedBy' | 'externalId'
    >,
  ): TaskSet {
    const { ids, clock } = this.#deps;
    const id = `ecs-svc/${ids.digits(19)}`;
    const now = clock.now();
    const taskSet: TaskSet = {
      id,
      arn: arnOf(service.scope, 'ecs', `task-set/${service.cluster.name}/${service.name}/${id}`),
      scale: 100,
      createdAt: now,
      updatedAt: now,
      stability: 'STABILIZING',
      stabilityAt: now,
      failures: 0,
      startNotBefore: 0,
      tasks: [],
      ...facts,
    };
    service.taskSets.push(taskSet);
    this.poke(service);
    return taskSet;
  }

  /** Under CODE_DEPLOY most members are refused when they are given, even with the value they have. */
  update(scope: Scope, cluster: string | undefined, reference: string, change: ServiceChange): Service {
    const service = this.active(scope, cluster, reference);
    if (change.taskDefinition !== undefined) throw onlyByCodeDeploy('task definition');
    if (change.networkConfiguration !== undefined) throw onlyByCodeDeploy('network parameters');
    if (change.platformVersion !== undefined) throw onlyByCodeDeploy('platform version');
    if (change.loadBalancers !== undefined) throw onlyByCodeDeploy('load balancers');
    if (change.capacityProviderStrategy !== undefined) throw onlyByCodeDeploy('capacity provider strategy');
    if (change.forceNewDeployment) throw noForcedDeployment();
    if (change.desiredCount !== undefined) {
      if (change.desiredCount < 0) throw invalidParameter('desiredCount must not be negative.');
      service.desiredCount = change.desiredCount;
    }
    Object.assign(service.deploymentConfiguration, change.deploymentConfiguration);
    service.healthCheckGracePeriodSeconds =
      change.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds;
    service.enableECSManagedTags = change.enableECSManagedTags ?? service.enableECSManagedTags;
    service.propagateTags = change.propagateTags ?? service.propagateTags;
    this.poke(service);
    return service;
  }

  /** The service drains in the background and is INACTIVE when its last task ended. */
  delete(scope: Scope, cluster: string | undefined, reference: string, options: { force: boolean }): Service {
    const service = this.active(scope, cluster, reference);
    if (service.desiredCount > 0 && !options.force) throw serviceScaledAboveZero();
    service.status = 'DRAINING';
    service.desiredCount = 0;
    for (const taskSet of service.taskSets) Object.assign(taskSet, { status: 'DRAINING', scale: 0 });
    this.poke(service);
    void this.#endWhenDrained(service);
    return service;
  }

  #schedule(service: Service): ServiceScheduler {
    const scheduler = new ServiceScheduler(this.#deps, service, () => this.changed.emit(service.arn));
    this.#schedulers.set(service, scheduler);
    return scheduler;
  }

  async #endWhenDrained(service: Service): Promise<void> {
    await this.until(service, () => service.taskSets.length === 0);
    service.status = 'INACTIVE';
    this.#schedulers.get(service)?.close();
    this.#schedulers.delete(service);
    this.changed.emit(service.arn);
  }

  find(scope: Scope, cluster: string | undefined, reference: string): Service | undefined {
    const arn = parseArn(reference);
    const home = arn ? { account: arn.account, region: arn.region } : scope;
    const parts = (arn?.resource ?? reference).split('/');
    // Long ARNs name the cluster: service/<cluster>/<service>.
    const clusterName = parts.length === 3 ? parts[1] : cluster;
    const found = this.#deps.clusters.active(home, clusterName);
    return this.#services.of(home).get(`${found.name}/${parts.at(-1)}`);
  }

  /** Throws ClusterNotFoundException, ServiceNotFoundException, ServiceNotActiveException. */
  active(scope: Scope, cluster: string | undefined, reference: string): Service {
    const service = this.find(scope, cluster, reference);
    if (!service || service.status === 'INACTIVE') throw serviceNotFound();
    if (service.status !== 'ACTIVE') throw serviceNotActive();
    return service;
  }

  list(scope: Scope, cluster: string | undefined): Service[] {
    const { arn } = this.#deps.clusters.active(scope, cluster);
    return [...this.#services.of(scope).values()].filter(
      (service) => service.cluster.arn === arn && service.status !== 'INACTIVE',
    );
  }

  tasks(scope: Scope, cluster: string | undefined): { service: Service; task: Task }[] {
    const { arn } = this.#deps.clusters.active(scope, cluster);
    return [...this.#services.of(scope).values()]
      .filter((service) => service.cluster.arn === arn)
      .flatMap((service) =>
        [...service.taskSets.flatMap((taskSet) => taskSet.tasks), ...service.pastTasks].map((task) => ({
          service,
          task,
        })),
      );
  }

  stopTask(scope: Scope, cluster: string | undefined, reference: string, code: StopCode, reason: string): Task {
    const id = taskIdOf(reference);
    const found = this.tasks(scope, cluster).find(({ task }) => task.id === id);
    if (!found) throw taskNotFound();
    this.#schedulers.get(found.service)?.stopTask(found.task, code, reason);
    return found.task;
  }

  /** What the running tasks of every service have used. */
  usage(): Promise<{ service: Service; tasks: Awaited<ReturnType<ServiceScheduler['usage']>> }[]> {
    return Promise.all(
      [...this.#schedulers].map(async ([service, scheduler]) => ({ service, tasks: await scheduler.usage() })),
    );
  }

  poke(service: Service): void {
    this.#schedulers.get(service)?.poke();
  }

  /** Resolves when the primary task set is steady; rejects when the signal aborts. */
  async stable(service: Service, signal?: AbortSignal): Promise<void> {
    await this.until(service, () => primaryOf(service)?.stability === 'STEADY_STATE', signal);
  }

  /** Resolves when `condition` holds after a change of the service. */
  until(service: Service, condition: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!condition()) return;
        done();
        resolve();
      };
      const abort = () => {
        done();
        reject(signal?.reason as Error);
      };
      const unsubscribe = this.changed.subscribe((arn) => arn === service.arn && look());
      const done = () => {
        unsubscribe();
        signal?.removeEventListener('abort', abort);
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      look();
    });
  }

  /** An ACTIVE revision, or ECS's refusal. */
  runnable(scope: Scope, reference: string): TaskDefinition {
    const taskDefinition = this.#deps.taskDefinitions.find(scope, reference);
    if (taskDefinition.status !== 'ACTIVE') throw taskDefinitionInactive();
    return taskDefinition;
  }

  checkLoadBalancer(scope: Scope, target: LoadBalancerTarget, taskDefinition: TaskDefinition): void {
    const container = taskDefinition.containerDefinitions.find((other) => other.name === target.containerName);
    if (!container) throw containerNotInTaskDefinition(target.containerName);
    if (!container.portMappings.some((mapping) => mapping.containerPort === target.containerPort)) {
      throw portNotInTaskDefinition(target.containerName, target.containerPort);
    }
    const group = this.#deps.targetGroups.byArn(scope, target.targetGroupArn);
    if (group.loadBalancerArns.length === 0) throw targetGroupWithoutLoadBalancer(target.targetGroupArn);
  }

  save(): [Scope, Map<string, Service>][] {
    return this.#services.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#services.refill(saved);
  }

  /** The scheduler sees what is lacking, and starts it; what drained is drained. */
  resume(): void {
    for (const service of this.#services.all().flatMap((services) => [...services.values()])) {
      if (service.status === 'INACTIVE') continue;
      const scheduler = this.#schedule(service);
      const lost = endLostTasks(service, this.#deps);
      const named = lost.map(({ id }) => `(task ${id})`).join(' ');
      if (lost.length > 0) scheduler.event(` has lost ${lost.length} tasks: ${named}. ${ENGINE_ENDED}`);
      scheduler.poke();
      if (service.status === 'DRAINING') void this.#endWhenDrained(service);
    }
  }

  close(): void {
    this.#unsubscribe();
    for (const scheduler of this.#schedulers.values()) scheduler.close();
  }
}

export interface ServicesDependencies extends SchedulerDependencies {
  ids: Ids;
  clusters: Clusters;
  taskDefinitions: TaskDefinitions;
}

function refuseUnknownKinds(input: NewService): void {
  const {
    deploymentController,
    launchType = 'FARGATE',
    schedulingStrategy = 'REPLICA',
    platformVersion = 'LATEST',
  } = input;
  if (deploymentController !== 'CODE_DEPLOY') throw notImplemented(`the deployment controller ${deploymentController}`);
  if (launchType !== 'FARGATE') throw notImplemented(`the launch type ${launchType}`);
  if (schedulingStrategy !== 'REPLICA') throw notImplemented(`the scheduling strategy ${schedulingStrategy}`);
  if (!/^(LATEST|1\.\d\.\d)$/.test(platformVersion))
    throw invalidParameter(`The platform version ${platformVersion} does not exist.`);
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.serviceName))
    throw invalidParameter('Service name contains invalid characters.');
  if (!Number.isInteger(input.desiredCount) || input.desiredCount < 0)
    throw invalidParameter('desiredCount must not be negative.');
}
