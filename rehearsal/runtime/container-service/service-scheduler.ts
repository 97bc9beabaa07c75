import {
  computedDesiredCount,
  isSteady,
  reconcile,
  type TaskSetView,
  type TaskView,
} from '../../domain/task-set/reconcile.ts';
import { REPLACEMENT_PACE_MS, startDelayMs, UNABLE_TO_START_AFTER } from '../../domain/task-set/start-throttle.ts';
import { taskHealth, type HealthStatus } from '../../domain/task/container-health.ts';
import type { StopCode } from '../../domain/task/task-status.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { startUpTime } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { arnOf } from '../../kernel/scope.ts';
import type { TargetHealth } from '../ports/target-groups.ts';
import type { TaskUsage } from '../ports/task-runtime.ts';
import { essentialHealth, type Service, type Task, type TaskSet } from './service.ts';
import { TaskRun, type TaskRunDependencies } from './task-run.ts';

export interface SchedulerDependencies extends TaskRunDependencies {
  ids: Ids;
}

/** Source: stopped tasks stay visible for about an hour (ECS developer guide); here the last ones of a task set stay. */
const STOPPED_TASKS_KEPT = 50;
const EVENTS_KEPT = 100;

/** Brings one service's task sets to what they shall be, again and again: everything it does follows from their state. */
export class ServiceScheduler {
  readonly #deps: SchedulerDependencies;
  readonly #service: Service;
  readonly #changed: () => void;
  readonly #runs = new Map<Task, TaskRun>();
  #scheduled = false;
  #alarm: AbortController | undefined;
  #subnet = 0;
  #wasSteady = false;
  #closed = false;

  constructor(deps: SchedulerDependencies, service: Service, changed: () => void) {
    this.#deps = deps;
    this.#service = service;
    this.#changed = changed;
  }

  /** Something may have changed: look once, soon. */
  poke(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.#closed) this.#look();
    });
  }

  stopTask(task: Task, code: StopCode, reason: string): void {
    this.#runs.get(task)?.stop(code, reason);
  }

  /** Of the tasks that are RUNNING, where their runtime can tell. */
  async usage(): Promise<{ task: Task; usage: TaskUsage }[]> {
    const all = [...this.#runs].map(async ([task, run]) => ({ task, usage: await run.usage() }));
    return (await Promise.all(all)).flatMap(({ task, usage }) => (usage ? [{ task, usage }] : []));
  }

  /** Looks no more. Tasks are ended by the runtime that runs them. */
  close(): void {
    this.#closed = true;
    this.#alarm?.abort();
  }

  event(message: string): void {
    const { clock, ids } = this.#deps;
    this.#service.events.unshift({
      id: ids.uuid(),
      createdAt: clock.now(),
      message: `(service ${this.#service.name})${message}`,
    });
    this.#service.events.length = Math.min(this.#service.events.length, EVENTS_KEPT);
  }

  #look(): void {
    const lookAgainAt = this.#service.taskSets.map((taskSet) => this.#reconcile(taskSet));
    this.#forgetEnded();
    this.#tellSteadiness();
    this.#wakeAt(Math.min(...lookAgainAt.filter((at) => at !== undefined)));
    this.#changed();
  }

  #forgetEnded(): void {
    const service = this.#service;
    const ended = service.taskSets.filter(hasEnded);
    if (ended.length === 0) return;
    service.taskSets = service.taskSets.filter((taskSet) => !ended.includes(taskSet));
    service.pastTasks = [...service.pastTasks, ...ended.flatMap((taskSet) => taskSet.tasks)].slice(-STOPPED_TASKS_KEPT);
  }

  #reconcile(taskSet: TaskSet): number | undefined {
    const { clock } = this.#deps;
    const view = this.#view(taskSet);
    const grace = startUpTime(clock, this.#service.healthCheckGracePeriodSeconds * 1000);
    const { start, stop, lookAgainAt } = reconcile(view, clock.now(), grace);
    for (const { taskId, why } of stop) this.#stop(taskSet, taskId, why);
    if (start > 0) this.#start(taskSet, start);
    this.#judge(taskSet, view);
    return lookAgainAt;
  }

  #judge(taskSet: TaskSet, view: TaskSetView): void {
    const stability = isSteady(view) ? 'STEADY_STATE' : 'STABILIZING';
    if (stability === taskSet.stability) return;
    taskSet.stability = stability;
    taskSet.stabilityAt = this.#deps.clock.now();
    taskSet.updatedAt = taskSet.stabilityAt;
  }

  #tellSteadiness(): void {
    const steady =
      this.#service.taskSets.length > 0 &&
      this.#service.taskSets.every((taskSet) => taskSet.stability === 'STEADY_STATE');
    if (steady && !this.#wasSteady) this.event(' has reached a steady state.');
    this.#wasSteady = steady;
  }

  #view(taskSet: TaskSet): TaskSetView {
    const health = this.#health(taskSet);
    return {
      desiredCount: computedDesiredCount(taskSet.scale, this.#service.desiredCount),
      loadBalanced: taskSet.loadBalancer !== undefined,
      startNotBefore: taskSet.startNotBefore,
      tasks: taskSet.tasks.map((task): TaskView => {
        const target = health.find(
          (other) => other.id === task.network?.privateAddress && other.port === taskSet.loadBalancer?.containerPort,
        );
        const { id, lastStatus, desiredStatus, createdAt, startedAt } = task;
        return {
          id,
          lastStatus,
          desiredStatus,
          createdAt,
          ...(startedAt !== undefined && { startedAt }),
          ...(target && { target: target.state }),
          ...checkedContainers(task),
        };
      }),
    };
  }

  #health(taskSet: TaskSet): TargetHealth[] {
    if (!taskSet.loadBalancer) return [];
    try {
      return this.#deps.targetGroups.health(this.#service.scope, taskSet.loadBalancer.targetGroupArn);
    } catch (error) {
      // The target group may be deleted before the service; then nothing is healthy.
      this.#deps.log.warn(`The target group of ${this.#service.name} cannot be read.`, { error: messageOf(error) });
      return [];
    }
  }

  #stop(taskSet: TaskSet, taskId: string, why: 'unhealthy' | 'containers' | 'scaling'): void {
    const task = taskSet.tasks.find((other) => other.id === taskId);
    if (!task) return;
    if (why === 'scaling') {
      this.stopTask(task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${taskSet.id})`);
      this.event(` has stopped 1 running tasks: (task ${task.id}).`);
    } else if (why === 'containers') {
      this.event(` (task ${task.id}) failed container health checks.`);
      this.stopTask(task, 'ServiceSchedulerInitiated', 'Task failed container health checks');
    } else {
      const group = `(target-group ${taskSet.loadBalancer?.targetGroupArn})`;
      this.event(
        ` (port ${taskSet.loadBalancer?.containerPort}) is unhealthy in ${group} due to (reason Health checks failed).`,
      );
      this.stopTask(task, 'ServiceSchedulerInitiated', `Task failed ELB health checks in ${group}`);
    }
  }

  #start(taskSet: TaskSet, count: number): void {
    const started = Array.from({ length: count }, () => this.#startOne(taskSet));
    this.event(
      ` (taskSet ${taskSet.id}) has started ${count} tasks: ${started.map((task) => `(task ${task.id})`).join(' ')}.`,
    );
  }

  #startOne(taskSet: TaskSet): Task {
    const service = this.#service;
    const task = newTask(service, taskSet, this.#deps.ids, this.#deps.clock.now());
    taskSet.tasks.push(task);
    // Tasks spread over the subnets, and so over the zones.
    const subnetId = taskSet.network.subnets[this.#subnet++ % Math.max(1, taskSet.network.subnets.length)] ?? '';
    const run = new TaskRun(this.#deps, {
      scope: service.scope,
      task,
      subnetId,
      securityGroups: taskSet.network.securityGroups,
      ...(taskSet.loadBalancer && { loadBalancer: taskSet.loadBalancer }),
      stopping: () => this.#pace(taskSet, task),
      changed: () => this.poke(),
    });
    this.#runs.set(task, run);
    void run.run().then(() => this.#ended(taskSet, task));
    return task;
  }

  #ended(taskSet: TaskSet, task: Task): void {
    this.#runs.delete(task);
    const stopped = taskSet.tasks.filter((other) => other.lastStatus === 'STOPPED');
    const forgotten = new Set(stopped.slice(0, Math.max(0, stopped.length - STOPPED_TASKS_KEPT)));
    taskSet.tasks = taskSet.tasks.filter((other) => !forgotten.has(other));
    this.poke();
  }

  /** How long the task set waits before it starts the next task. */
  #pace(taskSet: TaskSet, task: Task): void {
    const { clock } = this.#deps;
    if (
      task.stopCode === 'TaskFailedToStart' ||
      (task.stopCode === 'EssentialContainerExited' && task.startedAt === undefined)
    ) {
      taskSet.failures++;
      taskSet.startNotBefore = clock.now() + clock.toReal(startDelayMs(taskSet.failures));
      this.event(` was unable to start (task ${task.id}): ${task.stoppedReason}.`);
      if (taskSet.failures >= UNABLE_TO_START_AFTER) this.event(' is unable to consistently start tasks successfully.');
    } else {
      taskSet.failures = 0;
      if (task.stopCode === 'EssentialContainerExited')
        taskSet.startNotBefore = clock.now() + clock.toReal(REPLACEMENT_PACE_MS);
    }
  }

  /** One alarm at a time: the next look sets its own. */
  #wakeAt(at: number): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
    if (!Number.isFinite(at)) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    const { clock } = this.#deps;
    const wait = Math.max(0, at - clock.now()) * clock.speed;
    clock.sleep(wait, alarm.signal).then(
      () => this.poke(),
      () => {},
    );
  }
}

/** Essential containers without a check say nothing here: else no task with one of them ever were steady. Unverified. */
function checkedContainers(task: Task): { containers?: HealthStatus } {
  const checked = essentialHealth(task).filter((health) => health !== undefined);
  return checked.length > 0 ? { containers: taskHealth(checked) } : {};
}

const hasEnded = (taskSet: TaskSet) =>
  taskSet.status === 'DRAINING' && taskSet.tasks.every((task) => task.lastStatus === 'STOPPED');

function newTask(service: Service, taskSet: TaskSet, ids: Ids, now: number): Task {
  const id = ids.hex(32);
  const arn = arnOf(service.scope, 'ecs', `task/${service.cluster.name}/${id}`);
  return {
    id,
    arn,
    clusterArn: service.cluster.arn,
    taskDefinition: taskSet.taskDefinition,
    group: `service:${service.name}`,
    startedBy: taskSet.id,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    containers: taskSet.taskDefinition.containerDefinitions.map((container) => ({
      name: container.name,
      arn: arnOf(service.scope, 'ecs', `container/${service.cluster.name}/${id}/${ids.uuid()}`),
      image: container.image,
      lastStatus: 'PENDING',
    })),
    attachmentId: ids.uuid(),
    createdAt: now,
    version: 1,
  };
}
