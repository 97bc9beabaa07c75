import type { StopCode, TaskStatus } from '../../domain/task/task-status.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { NetworkAddresses } from '../ports/network-addresses.ts';
import type { TargetGroups } from '../ports/target-groups.ts';
import type { RunningTask, TaskRuntime, TaskUsage } from '../ports/task-runtime.ts';
import { ContainerChecks } from './container-checks.ts';
import type { SecretStores } from './container-secrets.ts';
import type { LoadBalancerTarget, Task } from './service.ts';
import { taskSpec } from './task-spec.ts';

export interface TaskRunDependencies {
  clock: Clock;
  log: Log;
  taskRuntime: TaskRuntime;
  targetGroups: TargetGroups;
  addresses: NetworkAddresses;
  /** Where the `secrets` of containers are. */
  secretStores?: SecretStores;
}

export interface TaskRunPlan {
  scope: Scope;
  task: Task;
  subnetId: string;
  securityGroups: string[];
  loadBalancer?: LoadBalancerTarget;
  /** The task shall stop, for whatever reason: told once, before `changed`. */
  stopping: () => void;
  changed: () => void;
}

interface Endpoint {
  host: string;
  port: number;
}

/** Real milliseconds after which a task that does not listen is registered all the same: it then fails its health checks. */
const LISTEN_PATIENCE_MS = 5_000;
/** Nothing listens there (tcpmux), so that health checks are refused as they would be. */
const REFUSING: Endpoint = { host: '127.0.0.1', port: 1 };
/** Simulated: the longest deregistration delay a target group can have (one hour), and then some. */
const LONGEST_DRAIN_MS = 3_700_000;
/** Simulated milliseconds between two looks at a draining target, beside the target group's own signal. */
const DRAIN_LOOK_MS = 5_000;

/** One task's life, from PROVISIONING to STOPPED: it changes the task's record and tells about each change. */
export class TaskRun {
  readonly #deps: TaskRunDependencies;
  readonly #plan: TaskRunPlan;
  readonly #stopRequested = new AbortController();
  readonly #listening = Promise.withResolvers<Endpoint>();
  #endpoint: Endpoint | undefined;
  #running: RunningTask | undefined;
  #registered = false;
  /** An essential container ended: there is nothing left to drain. */
  #broken = false;

  constructor(deps: TaskRunDependencies, plan: TaskRunPlan) {
    this.#deps = deps;
    this.#plan = plan;
  }

  /** Asks the task to stop; the first reason stays. */
  stop(code: StopCode, reason: string): void {
    const { task } = this.#plan;
    if (task.desiredStatus === 'STOPPED') return;
    task.desiredStatus = 'STOPPED';
    task.stopCode ??= code;
    task.stoppedReason ??= reason;
    task.stoppingAt = this.#deps.clock.now();
    this.#stopRequested.abort(new Error('The task stops.'));
    this.#plan.stopping();
    this.#touched();
  }

  /** Undefined unless the task is RUNNING and its runtime can tell. */
  async usage(): Promise<TaskUsage | undefined> {
    return this.#plan.task.lastStatus === 'RUNNING' ? this.#running?.usage?.() : undefined;
  }

  /** Never rejects: whatever goes wrong becomes the task's stopped reason. */
  async run(): Promise<void> {
    const { task } = this.#plan;
    let running: RunningTask | undefined;
    try {
      this.#attachNetwork();
      running = await this.#start();
      this.#running = running;
      if (task.desiredStatus === 'RUNNING') await this.#activate();
      if (task.desiredStatus === 'RUNNING') {
        task.startedAt = this.#deps.clock.now();
        this.#status('RUNNING');
        await aborted(this.#stopRequested.signal);
      }
    } catch (error) {
      this.stop('TaskFailedToStart', messageOf(error));
    }
    await this.#shutDown(running).catch((error: unknown) =>
      this.#deps.log.error(`The task ${task.id} could not be shut down in order.`, { error: messageOf(error) }),
    );
    task.stoppedAt = this.#deps.clock.now();
    this.#status('STOPPED');
  }

  #attachNetwork(): void {
    const { scope, task, subnetId, securityGroups } = this.#plan;
    const description = `arn:aws:ecs:${scope.region}:${scope.account}:attachment/${task.attachmentId}`;
    const made = this.#deps.addresses.attach(scope, subnetId, { description, securityGroups });
    const { id, privateAddress, availabilityZone } = made;
    task.network = { interfaceId: id, subnetId, privateAddress, availabilityZone };
    this.#status('PENDING');
  }

  async #start(): Promise<RunningTask> {
    const { scope, task } = this.#plan;
    task.pullStartedAt = this.#deps.clock.now();
    const checks = new ContainerChecks({
      ...this.#deps,
      task,
      stopping: this.#stopRequested.signal,
      changed: () => this.#touched(),
    });
    const container = (name: string) => task.containers.find((candidate) => candidate.name === name);
    const spec = taskSpec(scope, task, task.network?.privateAddress ?? '', this.#deps.secretStores);
    return this.#deps.taskRuntime.start(spec, {
      pulled: (name, digest) => {
        const pulled = container(name);
        if (pulled) pulled.imageDigest = digest;
      },
      mayStart: (name) => checks.mayStart(name),
      started: (name, process) => {
        const started = container(name);
        if (started) {
          started.lastStatus = 'RUNNING';
          checks.started(started, process);
        }
        this.#touched();
      },
      listening: (port, endpoint) => this.#isListening(port, endpoint),
      exited: (name, exit) => {
        const ended = container(name);
        if (ended) Object.assign(ended, { lastStatus: 'STOPPED', ...exit });
        this.#containerEnded(name);
      },
    });
  }

  #containerEnded(name: string): void {
    const { task } = this.#plan;
    const essential = task.taskDefinition.containerDefinitions.some((other) => other.name === name && other.essential);
    if (essential) {
      this.#broken = true;
      this.stop('EssentialContainerExited', 'Essential container in task exited');
    }
    this.#touched();
  }

  #isListening(port: number, endpoint: Endpoint): void {
    if (port !== this.#plan.loadBalancer?.containerPort) return;
    this.#endpoint = endpoint;
    this.#listening.resolve(endpoint);
    // It was registered before it listened: from now on it can be reached.
    if (this.#registered) this.#register(endpoint).catch((error: unknown) => this.#lost('registered again', error));
  }

  async #activate(): Promise<void> {
    if (!this.#plan.loadBalancer) return;
    this.#status('ACTIVATING');
    const patience = AbortSignal.any([this.#stopRequested.signal, AbortSignal.timeout(LISTEN_PATIENCE_MS)]);
    await Promise.race([this.#listening.promise, aborted(patience)]);
    if (this.#plan.task.desiredStatus === 'STOPPED') return;
    await this.#register(this.#endpoint ?? REFUSING);
    this.#registered = true;
  }

  async #register(endpoint: Endpoint): Promise<void> {
    const { scope, task, loadBalancer } = this.#plan;
    if (!loadBalancer || !task.network) return;
    const target = { id: task.network.privateAddress, port: loadBalancer.containerPort, endpoint };
    await this.#deps.targetGroups.register(scope, loadBalancer.targetGroupArn, [target]);
  }

  /**
   * Targets drain before SIGTERM: ECS waits until the load balancer reports the target unused.
   * Source: ECS developer guide, load balancer connection draining; task lifecycle, DEACTIVATING.
   */
  async #shutDown(running: RunningTask | undefined): Promise<void> {
    const { scope, task } = this.#plan;
    if (this.#registered) {
      this.#status('DEACTIVATING');
      await this.#deregister().catch((error: unknown) => this.#lost('deregistered', error));
    }
    this.#status('STOPPING');
    await running?.stop();
    for (const container of task.containers) container.lastStatus = 'STOPPED';
    this.#status('DEPROVISIONING');
    if (task.network) this.#deps.addresses.detach(scope, task.network.interfaceId);
  }

  async #deregister(): Promise<void> {
    const { scope, task, loadBalancer } = this.#plan;
    if (!loadBalancer || !task.network) return;
    const { targetGroups, clock } = this.#deps;
    const arn = loadBalancer.targetGroupArn;
    const target = { id: task.network.privateAddress, port: loadBalancer.containerPort };
    await targetGroups.deregister(scope, arn, [target]);
    if (this.#broken) return;
    const isGone = () =>
      !targetGroups
        .health(scope, arn)
        .some((other) => other.id === target.id && other.port === target.port && other.state !== 'unused');
    const deadline = clock.now() + clock.toReal(LONGEST_DRAIN_MS);
    while (!isGone() && clock.now() < deadline && !this.#broken) await this.#nextChange(arn);
  }

  /** Resolves with the target group's next signal, or after a while. */
  async #nextChange(targetGroupArn: string): Promise<void> {
    const next = new AbortController();
    const unsubscribe = this.#deps.targetGroups.changed.subscribe((arn) => {
      if (arn === targetGroupArn) next.abort();
    });
    await this.#deps.clock.sleep(DRAIN_LOOK_MS, next.signal).catch(() => {});
    unsubscribe();
  }

  #lost(what: string, error: unknown): void {
    this.#deps.log.warn(`The task ${this.#plan.task.id} could not be ${what} in its target group.`, {
      error: messageOf(error),
    });
  }

  #status(status: TaskStatus): void {
    this.#plan.task.lastStatus = status;
    this.#touched();
  }

  #touched(): void {
    this.#plan.task.version++;
    this.#plan.changed();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
