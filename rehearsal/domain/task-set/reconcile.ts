import type { HealthStatus } from '../task/container-health.ts';
import { isPending, type TaskStatus } from '../task/task-status.ts';

export interface TaskView {
  id: string;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  /** Epoch milliseconds; tasks are compared by it. */
  createdAt: number;
  /** Epoch milliseconds of RUNNING. */
  startedAt?: number;
  /** The load balancer's view; undefined when the task is not registered (yet). */
  target?: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining' | 'unavailable';
  /** The worst of the essential containers that have health checks; undefined when none has. */
  containers?: HealthStatus;
}

export interface TaskSetView {
  /** What the task set shall run. */
  desiredCount: number;
  loadBalanced: boolean;
  tasks: TaskView[];
  /** Epoch milliseconds before which no task is started (throttled after failures). */
  startNotBefore: number;
}

export interface Reconciliation {
  start: number;
  stop: { taskId: string; why: 'unhealthy' | 'containers' | 'scaling' }[];
  /** Epoch milliseconds at which time alone may change the answer. */
  lookAgainAt?: number;
}

/**
 * What brings a task set to what it shall be. `graceMs` is how long, in real milliseconds after a task runs, an unhealthy
 * verdict of the load balancer or of container health checks is ignored. Source: ECS API, healthCheckGracePeriodSeconds.
 */
export function reconcile(view: TaskSetView, now: number, graceMs: number): Reconciliation {
  const kept = view.tasks.filter((task) => task.desiredStatus === 'RUNNING');
  const condemned = kept.filter(isCondemned);
  const expired = condemned.filter((task) => graceEnds(task, graceMs) <= now);
  const stop: Reconciliation['stop'] = expired.map((task) => ({
    taskId: task.id,
    why: task.containers === 'UNHEALTHY' ? 'containers' : 'unhealthy',
  }));
  const good = kept.filter((task) => !expired.includes(task));
  const excess = good.length - view.desiredCount;
  for (const task of good.toSorted(leastWorthFirst).slice(0, Math.max(0, excess)))
    stop.push({ taskId: task.id, why: 'scaling' });

  const missing = Math.max(0, -excess);
  const throttled = missing > 0 && now < view.startNotBefore;
  const waits = [
    ...condemned.filter((task) => !expired.includes(task)).map((task) => graceEnds(task, graceMs)),
    ...(throttled ? [view.startNotBefore] : []),
  ];
  return { start: throttled ? 0 : missing, stop, ...(waits.length > 0 && { lookAgainAt: Math.min(...waits) }) };
}

/**
 * STEADY_STATE as ECS defines it for a task set: running equals desired, nothing is pending, and the load balancer
 * and the container health checks find every task healthy. Source: ECS API, TaskSet.stabilityStatus.
 */
export function isSteady(view: TaskSetView): boolean {
  const running = view.tasks.filter((task) => task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING');
  const pending = view.tasks.some((task) => task.desiredStatus === 'RUNNING' && isPending(task.lastStatus));
  if (pending || running.length !== view.desiredCount) return false;
  if (running.some(({ containers }) => containers !== undefined && containers !== 'HEALTHY')) return false;
  return !view.loadBalanced || running.every((task) => task.target === 'healthy');
}

/** Tasks a task set shall run. Source: ECS API, TaskSet.computedDesiredCount (scale percent of the service's count, rounded up). */
export const computedDesiredCount = (scalePercent: number, desiredCount: number) =>
  Math.ceil((scalePercent * desiredCount) / 100);

const isCondemned = (task: TaskView) => task.target === 'unhealthy' || task.containers === 'UNHEALTHY';

/** A container may fail its checks before the task runs: while another waits for it. */
const graceEnds = (task: TaskView, graceMs: number) =>
  (task.startedAt ?? (task.containers === 'UNHEALTHY' ? task.createdAt : Infinity)) + graceMs;

/** When scaling in: what does not run yet, then the newest. Which one ECS takes among equals is not documented. */
function leastWorthFirst(a: TaskView, b: TaskView): number {
  const worth = (task: TaskView) => (isPending(task.lastStatus) ? 0 : task.target === 'healthy' ? 2 : 1);
  return worth(a) - worth(b) || b.createdAt - a.createdAt;
}
