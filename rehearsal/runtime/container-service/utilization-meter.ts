import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import type { TaskUsage } from '../ports/task-runtime.ts';
import type { Service, Task } from './service.ts';
import type { TaskDefinition } from './task-definition.ts';

export interface UtilizationMeterDependencies {
  clock: Clock;
  log: Log;
  metrics: MetricSink;
  services: {
    usage(): Promise<
      { service: Pick<Service, 'scope' | 'name' | 'cluster'>; tasks: { task: Task; usage: TaskUsage }[] }[]
    >;
  };
}

/** Simulated: several samples a minute, so that no minute is without one. */
const MEASURE_EVERY_MS = 20_000;
/** Real: processor time is counted in hundredths of a second. */
const SHORTEST_INTERVAL_MS = 400;
const MIB = 1024 * 1024;
/** CPU units of one vCPU. */
const UNITS = 1024;

/**
 * CPUUtilization and MemoryUtilization of services: what their tasks use of what their task definitions reserve, in percent, a
 * sample a task, by ClusterName and ServiceName. Source: ECS developer guide, "Amazon ECS service utilization metrics".
 * Time is simulated: a minute's requests are those of a shortened minute, so its work is, too, and what takes a second of a
 * processor at 60 takes a sixtieth of one. A task counts up to 100 %, because Fargate gives it no more.
 */
export class UtilizationMeter {
  readonly #deps: UtilizationMeterDependencies;
  /** By task ARN: what it had used, and when. */
  #before = new Map<string, { cpuSeconds: number; at: number }>();
  #stop: (() => void) | undefined;

  constructor(deps: UtilizationMeterDependencies) {
    this.#deps = deps;
  }

  start(): void {
    const { clock } = this.#deps;
    const every = Math.max(MEASURE_EVERY_MS, SHORTEST_INTERVAL_MS * clock.speed);
    this.#stop ??= clock.every(every, () => this.measure());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Never rejects: a task that ends meanwhile has no sample. */
  async measure(): Promise<void> {
    const { services, log, clock } = this.#deps;
    try {
      const all = await services.usage();
      const now = clock.now();
      for (const { service, tasks } of all) this.#record(service, tasks, now);
      const alive = all.flatMap(({ tasks }) => tasks);
      this.#before = new Map(
        alive.map(({ task, usage }) => [task.arn, { cpuSeconds: usage.cpuSeconds, at: now }] as const),
      );
    } catch (error) {
      log.warn('The use of processor and memory could not be measured.', { error: messageOf(error) });
    }
  }

  #record(
    { scope, name, cluster }: { scope: Scope; name: string; cluster: { name: string } },
    tasks: { task: Task; usage: TaskUsage }[],
    now: number,
  ): void {
    const metric = (of: string, values: number[]) => ({
      namespace: 'AWS/ECS',
      name: of,
      dimensions: { ClusterName: cluster.name, ServiceName: name },
      at: now,
      values,
      unit: 'Percent',
    });
    this.#deps.metrics.record(scope, [
      metric(
        'CPUUtilization',
        tasks.flatMap(({ task, usage }) => this.#cpuPercent(task, usage, now) ?? []),
      ),
      metric(
        'MemoryUtilization',
        tasks.flatMap(({ task, usage }) => memoryPercent(task.taskDefinition, usage) ?? []),
      ),
    ]);
  }

  #cpuPercent({ arn, taskDefinition }: Task, { cpuSeconds }: TaskUsage, now: number): number | undefined {
    const before = this.#before.get(arn);
    const units = Number(taskDefinition.cpu);
    if (!before || now <= before.at || !(units > 0)) return undefined;
    const seconds = ((now - before.at) * this.#deps.clock.speed) / 1000;
    const used = Math.max(0, cpuSeconds - before.cpuSeconds) / seconds;
    return Math.min(100, (100 * used * UNITS) / units);
  }
}

function memoryPercent({ memory }: TaskDefinition, { memoryBytes }: TaskUsage): number | undefined {
  const mib = Number(memory);
  return mib > 0 ? (100 * memoryBytes) / MIB / mib : undefined;
}
