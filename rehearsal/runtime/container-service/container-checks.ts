import { evolveContainerHealth, unchecked } from '../../domain/task/container-health.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import { Signal } from '../../kernel/signal.ts';
import type { RunningContainer } from '../ports/task-runtime.ts';
import type { Task, TaskContainer } from './service.ts';
import type { ContainerDependency, HealthCheckDefinition } from './task-definition.ts';

export interface ContainerChecksOptions {
  clock: Clock;
  log: Log;
  task: Task;
  /** Aborts when the task shall stop: nothing is checked or waited for after that. */
  stopping: AbortSignal;
  /** A container's health changed. */
  changed: () => void;
}

/**
 * Real milliseconds below which scaling does not go, as far as the definition itself does not: a check is a process, and
 * starting one takes its time at any speed. Until a container is healthy a release waits for it, afterwards nobody does.
 */
const FIRST_INTERVAL_FLOOR_MS = 1_000;
const INTERVAL_FLOOR_MS = 5_000;
const TIMEOUT_FLOOR_MS = 5_000;
const START_PERIOD_FLOOR_MS = 5_000;

/** The health checks of one task's containers, and which container may start when. */
export class ContainerChecks {
  readonly #options: ContainerChecksOptions;
  readonly #moved = new Signal();

  constructor(options: ContainerChecksOptions) {
    this.#options = options;
  }

  /**
   * Resolves with true when what the container depends on has started or is healthy, with false when the task stops
   * before. Conditions count at the task's start only. Source: ECS API, ContainerDependency.
   */
  async mayStart(name: string): Promise<boolean> {
    const { task, stopping } = this.#options;
    const definition = task.taskDefinition.containerDefinitions.find((other) => other.name === name);
    const met = () => (definition?.dependsOn ?? []).every((dependency) => isMet(task, dependency));
    if (!met())
      await new Promise<void>((resolve) => {
        const look = () => {
          if (!met() && !stopping.aborted) return;
          unsubscribe();
          stopping.removeEventListener('abort', look);
          resolve();
        };
        const unsubscribe = this.#moved.subscribe(look);
        stopping.addEventListener('abort', look);
        look();
      });
    return !stopping.aborted;
  }

  started(container: TaskContainer, running: RunningContainer): void {
    const { task } = this.#options;
    const { healthCheck } = task.taskDefinition.containerDefinitions.find(({ name }) => name === container.name) ?? {};
    if (healthCheck) {
      container.health = 'UNKNOWN';
      // Ends with the task or the container; the only rejection is the clock's.
      this.#watch(container, healthCheck, running).catch(() => {});
    }
    this.#moved.emit();
  }

  /** The first check comes after one interval. Source: Docker, HEALTHCHECK, which ECS's maps to. */
  async #watch(container: TaskContainer, check: HealthCheckDefinition, running: RunningContainer): Promise<void> {
    const { clock, stopping } = this.#options;
    const real = (seconds: number, floorMs: number) =>
      Math.max(clock.toReal(seconds * 1000), Math.min(seconds * 1000, floorMs));
    const startPeriodEnds = clock.now() + real(check.startPeriod ?? 0, START_PERIOD_FLOOR_MS);
    let health = unchecked;
    for (;;) {
      const floor = health.status === 'HEALTHY' ? INTERVAL_FLOOR_MS : FIRST_INTERVAL_FLOOR_MS;
      await clock.sleep(real(check.interval, floor) * clock.speed, stopping);
      if (container.lastStatus !== 'RUNNING') return;
      const starting = clock.now() < startPeriodEnds;
      const { passed, output } = await running.check(check.command, real(check.timeout, TIMEOUT_FLOOR_MS));
      if (stopping.aborted || container.lastStatus !== 'RUNNING') return;
      health = evolveContainerHealth(health, passed, { retries: check.retries, starting });
      if (health.status !== container.health) this.#became(container, health.status, output);
    }
  }

  #became(container: TaskContainer, health: NonNullable<TaskContainer['health']>, output: string): void {
    const { log, task, changed } = this.#options;
    container.health = health;
    if (health === 'UNHEALTHY')
      log.warn(`The container ${container.name} of the task ${task.id} is unhealthy.`, { output });
    this.#moved.emit();
    changed();
  }
}

function isMet(task: Task, { containerName, condition }: ContainerDependency): boolean {
  const container = task.containers.find(({ name }) => name === containerName);
  return condition === 'START' ? container?.lastStatus !== 'PENDING' : container?.health === 'HEALTHY';
}
